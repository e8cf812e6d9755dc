package io.kefu.gateway.collection;

import io.kefu.chassis.problem.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a resource that a change was made for ({@code If-Match}): two people who edit the
 * same thing do not overwrite each other. Pure.
 *
 * @param number version; 0 for {@code *}, which is whatever there is
 */
public record ExpectedVersion(long number) {

  private static final Pattern ENTITY_TAG = Pattern.compile("\"(\\d{1,18})\"");

  /**
   * Reads the header.
   *
   * @throws ProblemException 428 when it is absent, 400 when it is no entity tag of ours
   */
  public static ExpectedVersion of(String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank()) {
      throw new ProblemException(
          428, "if_match_required", "Send the ETag of the resource you read as If-Match.");
    }
    if (ifMatch.strip().equals("*")) {
      return new ExpectedVersion(0);
    }
    Matcher tag = ENTITY_TAG.matcher(ifMatch.strip());
    if (!tag.matches()) {
      throw new ProblemException(
          400, "invalid_request", "If-Match must be one ETag as it was read, such as \"3\".");
    }
    return new ExpectedVersion(Long.parseLong(tag.group(1)));
  }

  /** The entity tag of a version. */
  public static String tag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Compares with the version that is there.
   *
   * @throws ProblemException 412 when somebody was faster
   */
  public void check(long current) {
    if (number != 0 && number != current) {
      throw new ProblemException(
          412, "version_conflict", "It was changed meanwhile; read it again and repeat.");
    }
  }
}

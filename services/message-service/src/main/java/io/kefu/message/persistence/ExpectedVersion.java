package io.kefu.message.persistence;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The version that somebody has read and wants to change, as {@code If-Match} names it; a change of
 * anything newer is refused. Checked where the row is locked.
 *
 * @param tags what fits; empty for whatever is there
 */
public record ExpectedVersion(List<String> tags) {

  /** In quotes as an ETag is, or its number alone. */
  private static final Pattern TAG = Pattern.compile("(W/)?\"[^\"]*\"|\\d+");

  /** Whatever is there. */
  public static final ExpectedVersion ANY = new ExpectedVersion(List.of());

  /**
   * Reads {@code If-Match}; null, blank and {@code *} fit whatever is there.
   *
   * @throws ProblemException 400 for what is no tag
   */
  public static ExpectedVersion of(String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
      return ANY;
    }
    List<String> tags = Arrays.stream(ifMatch.split(",")).map(String::strip).toList();
    if (!tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new Problem.FieldError("If-Match", "must be the ETag that was read")));
    }
    return new ExpectedVersion(
        tags.stream().map(tag -> tag.replaceFirst("^W/", "").replace("\"", "")).toList());
  }

  /**
   * Lets a version pass that was expected.
   *
   * @throws ProblemException 412 for another one
   */
  public void check(Object version) {
    if (!tags.isEmpty() && !tags.contains(version.toString())) {
      throw new ProblemException(
          412,
          "changed_meanwhile",
          "Somebody changed it meanwhile; read it again, then decide whether to repeat this.");
    }
  }
}

package io.kefu.rag.ingest;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what stands in addresses and headers: ids, versions, cursors, limits. */
public final class Ids {

  /** Most rows of one page. */
  public static final int MAX_LIMIT = 200;

  /** Letters of any script, digits, and a few marks: an id is also a part of an address. */
  private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

  private Ids() {}

  /** An id as it is, or a problem that says what an id may look like. */
  public static String checked(String id, String field) {
    if (!ID.matcher(id).matches()) {
      throw new ProblemException(
          400,
          "invalid_id",
          "An id has 1 to 100 letters, digits, dots, hyphens or underscores and begins with a"
              + " letter or digit.",
          List.of(new Problem.FieldError(field, "not a valid id")));
    }
    return id;
  }

  /** The version of an If-Match header; nothing without one, or for {@code *}. */
  public static Optional<Long> version(String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(ifMatch.replace("\"", "").strip()));
    } catch (NumberFormatException e) {
      throw invalid("If-Match", "must be the ETag that was read");
    }
  }

  /** An ETag. */
  public static String etag(long version) {
    return "\"" + version + "\"";
  }

  /** The problem of a version that is not the current one. */
  public static ProblemException otherVersion(long current) {
    return new ProblemException(
        412,
        "version_conflict",
        current == 0
            ? "It does not exist (any more); read it again."
            : "Its current version is " + current + "; read it again and repeat the change.");
  }

  /** The id a cursor stands for; null without one. */
  public static String after(String cursor) {
    if (cursor == null || cursor.isBlank()) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          400, "invalid_cursor", "Give back next_cursor of the page before, unchanged.");
    }
  }

  /** The cursor of a page that ends with an id. */
  public static String cursor(String lastId) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(lastId.getBytes(StandardCharsets.UTF_8));
  }

  /** A limit within 1 to {@value MAX_LIMIT}. */
  public static int limit(int asked) {
    if (asked < 1 || asked > MAX_LIMIT) {
      throw new ProblemException(400, "invalid_limit", "limit must be 1 to " + MAX_LIMIT + ".");
    }
    return asked;
  }

  /** A problem about one field. */
  public static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }
}

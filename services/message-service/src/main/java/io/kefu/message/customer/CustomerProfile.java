package io.kefu.message.customer;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an operator may edit; null leaves a value as it is, an empty text empties it.
 *
 * @param displayName name shown; cannot be emptied
 * @param name real name
 * @param companyName company
 * @param phone number as a person writes it
 * @param email e-mail
 * @param address address
 * @param region region
 * @param level level
 * @param owner operator who looks after the customer
 * @param source where the customer comes from
 * @param summary what the customer wants, in short
 * @param notes free text
 * @param tags labels, at most 50
 * @param grade A to D: pins the grade
 * @param gradePinned false lets the grade be computed again
 * @param bucket GRAY or BLACK; WHITE comes with a K-code only
 * @param businessLicense none, uploaded or verified
 * @param phoneVerified whether a person checked the number
 * @param companyNameVerified whether a person checked the company
 * @param realNameVerified whether a person checked the name
 * @param markedAsImportant pushed to the ERP whatever the rules say
 * @param markedAsInvalid kept out of the ERP
 */
public record CustomerProfile(
    String displayName,
    String name,
    String companyName,
    String phone,
    String email,
    String address,
    String region,
    String level,
    String owner,
    String source,
    String summary,
    String notes,
    List<String> tags,
    String grade,
    Boolean gradePinned,
    String bucket,
    String businessLicense,
    Boolean phoneVerified,
    Boolean companyNameVerified,
    Boolean realNameVerified,
    Boolean markedAsImportant,
    Boolean markedAsInvalid) {

  private static final int MAX_LINE = 200;
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG = 40;

  /**
   * Refuses what cannot be stored.
   *
   * @throws ProblemException 400 with all that is wrong
   */
  void check() {
    List<Problem.FieldError> errors = new ArrayList<>();
    lines().forEach((field, value) -> atMost(errors, field, value, MAX_LINE));
    atMost(errors, "summary", summary, MAX_TEXT);
    atMost(errors, "notes", notes, MAX_TEXT);
    if (displayName != null && displayName.isBlank()) {
      errors.add(new Problem.FieldError("display_name", "must not be blank"));
    }
    oneOf(errors, "grade", grade, List.of("A", "B", "C", "D"), "must be A, B, C or D");
    oneOf(
        errors,
        "bucket",
        bucket,
        List.of("GRAY", "BLACK"),
        "must be GRAY or BLACK; WHITE comes with a promotion");
    oneOf(
        errors,
        "business_license",
        businessLicense,
        List.of("none", "uploaded", "verified"),
        "must be none, uploaded or verified");
    if (phone != null && !phone.isBlank() && Phones.normalised(phone).isEmpty()) {
      errors.add(new Problem.FieldError("phone", "must be a phone number of 5 to 20 digits"));
    }
    if (tags != null
        && (tags.size() > MAX_TAGS
            || tags.stream()
                .anyMatch(tag -> tag == null || tag.isBlank() || tag.length() > MAX_TAG))) {
      errors.add(
          new Problem.FieldError(
              "tags", "at most " + MAX_TAGS + " tags of 1 to " + MAX_TAG + " characters"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
  }

  /** Names of the fields that are set. */
  List<String> fields() {
    Map<String, Object> all = new LinkedHashMap<>(lines());
    all.put("phone", phone);
    all.put("summary", summary);
    all.put("notes", notes);
    all.put("tags", tags);
    all.put("grade", grade);
    all.put("grade_pinned", gradePinned);
    all.put("bucket", bucket);
    all.put("business_license", businessLicense);
    all.put("phone_verified", phoneVerified);
    all.put("company_name_verified", companyNameVerified);
    all.put("real_name_verified", realNameVerified);
    all.put("marked_as_important", markedAsImportant);
    all.put("marked_as_invalid", markedAsInvalid);
    return all.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("display_name", displayName);
    lines.put("name", name);
    lines.put("company_name", companyName);
    lines.put("email", email);
    lines.put("address", address);
    lines.put("region", region);
    lines.put("level", level);
    lines.put("owner", owner);
    lines.put("source", source);
    return lines;
  }

  private static void atMost(
      List<Problem.FieldError> errors, String field, String value, int most) {
    if (value == null) {
      return;
    }
    if (value.indexOf('\0') >= 0) {
      errors.add(new Problem.FieldError(field, "must not hold NUL characters"));
    } else if (value.codePointCount(0, value.length()) > most) {
      errors.add(new Problem.FieldError(field, "must not exceed " + most + " characters"));
    }
  }

  private static void oneOf(
      List<Problem.FieldError> errors,
      String field,
      String value,
      List<String> allowed,
      String message) {
    if (value != null && !allowed.contains(value)) {
      errors.add(new Problem.FieldError(field, message));
    }
  }
}

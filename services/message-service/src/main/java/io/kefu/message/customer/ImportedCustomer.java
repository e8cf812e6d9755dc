package io.kefu.message.customer;

import io.kefu.chassis.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A customer of another system. What is null is unknown there.
 *
 * @param key names it in the answer
 * @param agentId agent within which a name counts
 * @param wechatId WeChat id
 * @param displayName name shown
 * @param soleName whether nobody else of the other system bears the name: then it identifies, too
 * @param name real name
 * @param companyName company
 * @param phone number as a person wrote it
 * @param email e-mail
 * @param address address
 * @param region region
 * @param level level
 * @param owner operator who looks after the customer
 * @param source where the customer comes from
 * @param summary what the customer wants
 * @param notes free text
 * @param tags labels
 * @param kCode code of a customer on file, as it was issued there
 * @param bucket GRAY or BLACK; a customer on file is WHITE
 * @param intentScore 0 to 100
 * @param customerNumber number in the ERP
 * @param phoneVerified whether a person checked the number
 * @param companyNameVerified whether a person checked the company
 * @param markedAsImportant important
 * @param markedAsInvalid of no use
 * @param hasQuoteRequest asked for a quotation
 * @param hasOrder ordered
 * @param hasContract has a contract
 * @param hasPayment paid
 * @param firstContactAt first contact
 * @param lastActiveAt last contact
 */
public record ImportedCustomer(
    String key,
    String agentId,
    String wechatId,
    String displayName,
    boolean soleName,
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
    String kCode,
    String bucket,
    Integer intentScore,
    String customerNumber,
    boolean phoneVerified,
    boolean companyNameVerified,
    boolean markedAsImportant,
    boolean markedAsInvalid,
    boolean hasQuoteRequest,
    boolean hasOrder,
    boolean hasContract,
    boolean hasPayment,
    Instant firstContactAt,
    Instant lastActiveAt) {

  private static final Pattern NUMBER = Pattern.compile("K(\\d{1,9})(?:-.*)?");
  private static final int MAX_CODE = 200;

  /** How the customer is known; empty when there is neither a WeChat id nor a name. */
  Optional<Identification.Identity> identity() {
    String id = wechatId == null ? "" : wechatId;
    String shown = displayName == null ? "" : displayName;
    return id.isBlank() && shown.isBlank()
        ? Optional.empty()
        : Optional.of(Identification.of(agentId, id, shown));
  }

  /** Why it cannot be taken; empty when it can. */
  Optional<String> fault() {
    List<String> faults = new ArrayList<>();
    if (key == null || key.isBlank()) {
      faults.add("key: must not be blank");
    }
    if (agentId == null || agentId.isBlank()) {
      faults.add("agent_id: must not be blank");
    } else if (identity().isEmpty()) {
      faults.add("neither a WeChat id nor a name");
    }
    if (intentScore != null && (intentScore < 0 || intentScore > 100)) {
      faults.add("intent_score: must be 0 to 100");
    }
    tooLong(faults, "wechat_id", wechatId);
    tooLong(faults, "k_code", kCode);
    tooLong(faults, "customer_number", customerNumber);
    try {
      profile().check();
    } catch (ProblemException e) {
      e.toProblem().errors().forEach(error -> faults.add(error.field() + ": " + error.message()));
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
  }

  private static void tooLong(List<String> faults, String field, String value) {
    if (value != null && (value.length() > MAX_CODE || value.indexOf('\0') >= 0)) {
      faults.add(field + ": at most " + MAX_CODE + " characters, no NUL");
    }
  }

  /** The running number within the K-code; 0 when it has none. */
  long codeNumber() {
    Matcher matcher = NUMBER.matcher(kCode == null ? "" : kCode);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private CustomerProfile profile() {
    return new CustomerProfile(
        displayName == null || displayName.isBlank() ? null : displayName,
        name,
        companyName,
        null,
        email,
        address,
        region,
        level,
        owner,
        source,
        summary,
        notes,
        tags,
        null,
        null,
        bucket,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}

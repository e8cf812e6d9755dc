package io.kefu.message.customer;

import java.util.regex.Pattern;

/**
 * Who is this? A customer is known by the WeChat id, in the whole tenant; where the agent could not
 * read one, by the name shown, within that agent (domain.md §1).
 */
public final class Identification {

  /**
   * WeChat's own ids, and the ones people choose: a letter, then 5 to 19 of letter, digit, _, -.
   */
  private static final Pattern WECHAT_ID =
      Pattern.compile(
          "wxid_[A-Za-z0-9]{6,40}|[A-Za-z][A-Za-z0-9_-]{5,19}|\\d{5,20}@(openim|chatroom)");

  /** How a customer is known. */
  public enum Kind {
    /** By WeChat id. */
    WECHAT_ID("wechat_id"),
    /** By the name shown. */
    NAME("name");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** Name in the database. */
    public String code() {
      return code;
    }
  }

  /**
   * One way by which a customer is known.
   *
   * @param kind by what
   * @param scope agent within which it counts; empty for the whole tenant
   * @param value the id or the name
   */
  public record Identity(Kind kind, String scope, String value) {}

  private Identification() {}

  /** How the sender of a message is known. */
  public static Identity of(String agentId, String senderId, String senderName) {
    String id = senderId.strip();
    if (WECHAT_ID.matcher(id).matches()) {
      return new Identity(Kind.WECHAT_ID, "", id);
    }
    String name = senderName.strip();
    return new Identity(Kind.NAME, agentId, name.isEmpty() ? id : name);
  }
}

package io.kefu.erp.connector;

/** A call to an ERP that failed. The message never holds a customer's data or a secret. */
public final class ErpException extends RuntimeException {

  /** What kind of failure, and so what to do. */
  public enum Kind {
    /** No answer, or not in time: whether a write took effect is unknown. */
    UNREACHABLE("erp_unreachable", true),
    /** The ERP answered that it failed. */
    BROKEN("erp_error", true),
    /** The answer does not have the documented form. */
    UNREADABLE("erp_unreadable", true),
    /** A write was acknowledged, but reading back shows it is not there. */
    NOT_PERSISTED("erp_not_persisted", true),
    /** The session was lost and a new login did not help. */
    NO_SESSION("erp_no_session", true),
    /** User or password is wrong, or the account is locked. */
    LOGIN_REFUSED("erp_login_refused", true),
    /** The login wants a captcha: a person must log in once. */
    CAPTCHA("erp_captcha", true),
    /** The ERP refuses these data; trying again changes nothing. */
    REFUSED("erp_refused", false),
    /** The business key is there several times; a person must merge them. */
    DUPLICATE("erp_duplicate", false);

    private final String code;
    private final boolean retryable;

    Kind(String code, boolean retryable) {
      this.code = code;
      this.retryable = retryable;
    }

    /** Stable code. */
    public String code() {
      return code;
    }

    /** Whether trying again later can help. */
    public boolean retryable() {
      return retryable;
    }
  }

  private final Kind kind;

  /** A failure without a cause. */
  public ErpException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure with its cause. */
  public ErpException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind. */
  public Kind kind() {
    return kind;
  }
}

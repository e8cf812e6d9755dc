package io.kefu.gateway.enrolment;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A one-time code as somebody types it: {@code ABCD-EFGHJK}, 30 letters and digits without
 * look-alikes. The first four find it, the other six (29 bits, five tries) prove it. Pure.
 *
 * @param locator which code
 * @param verifier what only its reader knows
 */
record EnrolmentCode(String locator, String verifier) {

  private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LOCATOR = 4;
  private static final int VERIFIER = 6;
  private static final Pattern FORM =
      Pattern.compile("[" + LETTERS + "]{" + (LOCATOR + VERIFIER) + "}");

  static EnrolmentCode fresh(SecureRandom random) {
    return new EnrolmentCode(letters(random, LOCATOR), letters(random, VERIFIER));
  }

  /** Reads what was typed, in any case, with or without separators; empty when it is no code. */
  static Optional<EnrolmentCode> parse(String typed) {
    if (typed == null || typed.length() > 64) {
      return Optional.empty();
    }
    String bare = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return FORM.matcher(bare).matches()
        ? Optional.of(new EnrolmentCode(bare.substring(0, LOCATOR), bare.substring(LOCATOR)))
        : Optional.empty();
  }

  /** What is read out. */
  String text() {
    return locator + '-' + verifier;
  }

  @Override
  public String toString() {
    return "EnrolmentCode[]";
  }

  private static String letters(SecureRandom random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}

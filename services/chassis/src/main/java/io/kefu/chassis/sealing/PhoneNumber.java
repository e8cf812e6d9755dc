package io.kefu.chassis.sealing;

import java.text.Normalizer;
import java.util.Optional;

/** A phone number's normal form, so that one number has one fingerprint. Pure. */
public final class PhoneNumber {

  private static final int CHINESE_MOBILE_DIGITS = 11;
  private static final int MIN_DIGITS = 5;
  private static final int MAX_DIGITS = 20;

  private PhoneNumber() {}

  /**
   * The digits alone; China's country code falls away before a mobile number.
   *
   * @param written as a person writes it: full-width digits, spaces, dashes, brackets, +86 or 0086
   * @return 5 to 20 digits, or nothing when it is no phone number
   */
  public static Optional<String> normalised(String written) {
    if (written == null) {
      return Optional.empty();
    }
    String digits =
        Normalizer.normalize(written, Normalizer.Form.NFKC).replaceAll("[\\s()+./-]", "");
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    for (String country : new String[] {"0086", "86"}) {
      if (digits.length() == country.length() + CHINESE_MOBILE_DIGITS
          && digits.startsWith(country + "1")) {
        digits = digits.substring(country.length());
      }
    }
    return digits.length() < MIN_DIGITS || digits.length() > MAX_DIGITS
        ? Optional.empty()
        : Optional.of(digits);
  }
}

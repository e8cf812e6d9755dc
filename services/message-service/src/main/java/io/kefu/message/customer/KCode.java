package io.kefu.message.customer;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The code of a customer on file: number, region, name, level and channel, such as {@code
 * K3208-渝A-张三-VIP-微信}.
 */
public final class KCode {

  private static final int MAX_PART = 40;

  private KCode() {}

  /**
   * The code.
   *
   * @param number unique in the tenant
   * @throws IllegalArgumentException naming the part that is empty, too long or holds a hyphen
   */
  public static String of(long number, String region, String name, String level, String channel) {
    return List.of(
            "K" + number,
            part("region", region),
            part("name", name),
            part("level", level),
            part("channel", channel))
        .stream()
        .collect(Collectors.joining("-"));
  }

  /** The part without outer blanks, checked. */
  public static String part(String field, String value) {
    String text = value == null ? "" : value.strip();
    if (text.isEmpty() || text.length() > MAX_PART || text.indexOf('-') >= 0) {
      throw new IllegalArgumentException(field);
    }
    return text;
  }
}

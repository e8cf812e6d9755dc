package io.kefu.ai.guard;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Figures that say the same in another unit: 1年 and 12个月, 24小时 and 1天, 3kW and 3000W. Working days
 * and days, months of the calendar and months of time are not the same. Pure.
 */
final class Measures {

  private record Base(String unit, BigDecimal times) {
    private static Base of(String unit, String times) {
      return new Base(unit, new BigDecimal(times));
    }
  }

  private static final Pattern FIGURE = Pattern.compile("(\\d+(?:\\.\\d+)?)(\\D+)");

  private static final Map<String, Base> BASES =
      Map.ofEntries(
          Map.entry("年", Base.of("个月", "12")),
          Map.entry("个月", Base.of("个月", "1")),
          Map.entry("周", Base.of("分钟", "10080")),
          Map.entry("天", Base.of("分钟", "1440")),
          Map.entry("小时", Base.of("分钟", "60")),
          Map.entry("分钟", Base.of("分钟", "1")),
          Map.entry("kw", Base.of("w", "1000")),
          Map.entry("mw", Base.of("w", "1000000")),
          Map.entry("w", Base.of("w", "1")),
          Map.entry("kv", Base.of("v", "1000")),
          Map.entry("v", Base.of("v", "1")),
          Map.entry("a", Base.of("ma", "1000")),
          Map.entry("ma", Base.of("ma", "1")),
          Map.entry("km", Base.of("mm", "1000000")),
          Map.entry("m", Base.of("mm", "1000")),
          Map.entry("cm", Base.of("mm", "10")),
          Map.entry("mm", Base.of("mm", "1")),
          Map.entry("吨", Base.of("g", "1000000")),
          Map.entry("t", Base.of("g", "1000000")),
          Map.entry("kg", Base.of("g", "1000")),
          Map.entry("斤", Base.of("g", "500")),
          Map.entry("g", Base.of("g", "1")),
          Map.entry("升", Base.of("ml", "1000")),
          Map.entry("l", Base.of("ml", "1000")),
          Map.entry("ml", Base.of("ml", "1")),
          Map.entry("成", Base.of("%", "10")),
          Map.entry("%", Base.of("%", "1")),
          Map.entry("角", Base.of("元", "0.1")),
          Map.entry("元", Base.of("元", "1")));

  private Measures() {}

  /** The figure in the smallest unit of its kind; empty for one without such a unit. */
  static Optional<String> smallest(String figure) {
    Matcher parts = FIGURE.matcher(figure);
    if (!parts.matches() || !BASES.containsKey(parts.group(2))) {
      return Optional.empty();
    }
    Base base = BASES.get(parts.group(2));
    BigDecimal value = new BigDecimal(parts.group(1)).multiply(base.times());
    return Optional.of(value.stripTrailingZeros().toPlainString() + base.unit());
  }
}

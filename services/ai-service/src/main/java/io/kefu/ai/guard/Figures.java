package io.kefu.ai.guard;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prices, numbers, dates, codes and addresses of a text, in one form: 两年, 2年 and ２ 年 are the
 * same figure, 2年 and 2个月 are not. Pure.
 */
public final class Figures {

  /** A number with what is measured; a Chinese numeral only in front of a unit. */
  private static final String UNIT =
      "个工作日|工作日|个自然日|自然日|个小时|小时|个月|分钟|周年|年|月|日|号|天|周|星期|秒|点|时|分|元|块|毛|万元|亿元|万|亿|折|成|%|℃|°c|度"
          + "|千瓦时|千瓦|kwh|kw|mw|w|kva|va|kv|v|伏|ma|ah|a|安|hz|mpa|kpa|公里|千米|厘米|毫米|km|cm|mm|米|m|公斤|千克|kg|g|吨"
          + "|寸|英寸|升|ml|l|gb|mb|tb|台|套|个|件|次|倍|级|位|人|枪|把|根|条|箱|批|期|年内|欧|ω|db|rpm|nm|usd|rmb|美元|欧元";

  private static final String SIGNS = "[零一二三四五六七八九十百千万亿半]";

  /** Behind signs fewer units are units: 十分, 百分百, 三点 (建议) measure nothing. */
  private static final String UNIT_BEHIND_SIGNS =
      "个工作日|工作日|个自然日|自然日|个小时|小时|个月|分钟|周年|年内|年|月|日|号|天|周|星期|秒|点(?=[半钟整前后左])|元|块|毛|折|成|倍"
          + "|千瓦时|千瓦|公里|千米|厘米|毫米|米|公斤|千克|吨|英寸|升|台|套|个|件|次|级|位|人|枪|把|根|条|箱|批|期|美元|欧元";

  /** 一个, 一次, 一位: an article rather than a number. */
  private static final Pattern ARTICLE = Pattern.compile("[个件次级位人枪把根条箱批期台套号成日]");

  /** Without a unit only what no idiom is: 一千二, 三万, 二百五十; not 一下, 千万, 十分, 百分百. */
  private static final String ALONE = "(?:[一二三四五六七八九][十百千万亿]|十[一二三四五六七八九])" + SIGNS + "*+(?!分)";

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<code>(?<![a-z0-9])(?:[a-z]+[-_]?\\d+[a-z0-9_-]*|\\d+[-_]?[a-z]{2,}\\d+[a-z0-9_-]*))"
              + "|(?<num>\\d+(?:,\\d{3})*(?:\\.\\d+)?)\\s*(?<scale>[百万亿]+|千(?![瓦米克])万?|k(?![a-z])|w(?=元|块))?(?<unit>"
              + UNIT
              + ")?(?<half>半)?"
              + "|(?<cn>"
              + SIGNS
              + "+(?:点[零一二三四五六七八九]+)?)(?<cnunit>"
              + UNIT_BEHIND_SIGNS
              + ")(?<cnhalf>半)?"
              + "|(?<alone>(?<![a-z0-9百第])"
              + ALONE
              + ")");

  /** 两三天, 三五百块: one of both. */
  private static final Pattern NEIGHBOURS =
      Pattern.compile(
          "(?<![零一二三四五六七八九十百千万亿\\d])([一二三四五六七八九])([一二三四五六七八九])([十百千万]?)(?=" + UNIT + ")(?!折)");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://|www\\.)[^\\s，。；、）)】\"”]+|[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}");

  private static final Pattern PERCENT_WORD = Pattern.compile("百分之([零一二三四五六七八九十百点\\d.]+)");
  private static final Pattern LIST_MARK =
      Pattern.compile("(?m)^\\s*(?:[(（]?\\d{1,2}(?:[)）、]|[.:：](?!\\d))|[①-⑳])\\s*");

  /** 22～45kW is 22kW and 45kW. */
  private static final Pattern RANGE =
      Pattern.compile(
          "(?<![\\d.-])(\\d+(?:\\.\\d+)?)\\s*[~至到-]\\s*(\\d+(?:\\.\\d+)?)\\s*("
              + UNIT
              + ")(?![a-z])");

  /** ¥1200, ￥ 1200, rmb 1200: the sign in front is the unit behind. */
  private static final Pattern MONEY_SIGN =
      Pattern.compile("(?:[¥$€£]|rmb|cny|人民币)\\s*(\\d[\\d,]*(?:\\.\\d+)?(?:[百千万亿]|k)?)(?:元|块)?");

  /** Marks a number that was said without a unit. */
  private static final String SPOKEN = "~";

  private static final Pattern LOW_DASH = Pattern.compile("[‐‑‒–—−]");

  private static final Map<String, String> SAME_UNIT =
      Map.ofEntries(
          Map.entry("个小时", "小时"),
          Map.entry("个工作日", "工作日"),
          Map.entry("个自然日", "自然日"),
          Map.entry("周年", "年"),
          Map.entry("年内", "年"),
          Map.entry("块", "元"),
          Map.entry("rmb", "元"),
          Map.entry("号", "日"),
          Map.entry("星期", "周"),
          Map.entry("千瓦时", "kwh"),
          Map.entry("千瓦", "kw"),
          Map.entry("伏", "v"),
          Map.entry("安", "a"),
          Map.entry("千米", "km"),
          Map.entry("公里", "km"),
          Map.entry("厘米", "cm"),
          Map.entry("毫米", "mm"),
          Map.entry("米", "m"),
          Map.entry("公斤", "kg"),
          Map.entry("千克", "kg"),
          Map.entry("°c", "℃"),
          Map.entry("度", "℃"),
          Map.entry("时", "点"),
          Map.entry("寸", "英寸"),
          Map.entry("欧", "ω"));

  private Figures() {}

  /** A figure of the text that the evidence does not hold, in its one form; empty when all are. */
  public static Optional<String> missing(String text, String evidence) {
    Set<String> known = of(evidence);
    return of(withoutListMarks(text)).stream()
        .filter(figure -> !known.contains(figure))
        .filter(figure -> !isBareOf(known, figure))
        .findFirst();
  }

  /** 一千二 says what 1200 元 says; a bare number in digits may be anything. */
  private static boolean isBareOf(Set<String> known, String figure) {
    return figure.startsWith(SPOKEN)
        && known.stream().anyMatch(one -> one.equals(figure.substring(1)) || isMoney(one, figure));
  }

  private static boolean isMoney(String known, String figure) {
    return known.equals(figure.substring(1) + "元");
  }

  /** The figures of a text. */
  static Set<String> of(String text) {
    String folded = ChineseNumber.plain(LOW_DASH.matcher(Folding.fold(text)).replaceAll("-"));
    Set<String> figures = new LinkedHashSet<>();
    Matcher address = ADDRESS.matcher(folded);
    while (address.find()) {
      figures.add(address.group().replaceAll("[.,;:!?]+$", ""));
    }
    folded = address.replaceAll(" ");
    figures.addAll(Promises.of(folded));
    folded = PERCENT_WORD.matcher(folded).replaceAll(m -> spoken(m.group(1)) + "%");
    folded = MONEY_SIGN.matcher(folded).replaceAll("$1元");
    folded = NEIGHBOURS.matcher(folded).replaceAll("$1$3和$2$3");
    folded = RANGE.matcher(folded).replaceAll("$1$3 $2$3 ");
    Matcher number = NUMBER.matcher(folded);
    while (number.find()) {
      if (number.group("code") != null) {
        figures.add(number.group("code").replaceAll("[-_]", ""));
      } else if (number.group("num") != null) {
        String figure =
            figure(
                new BigDecimal(number.group("num").replace(",", "")),
                number.group("half"),
                number.group("scale"),
                number.group("unit"));
        boolean spoken = number.group("scale") != null && number.group("unit") == null;
        figures.add(spoken ? SPOKEN + figure : figure);
      } else if (number.group("alone") != null) {
        BigDecimal value = ChineseNumber.value(number.group("alone"));
        if (value != null) {
          figures.add(SPOKEN + figure(value, null, null, null));
        }
      } else if (!isArticle(number.group("cn"), number.group("cnunit"))) {
        String value = spoken(number.group("cn"));
        if (value != null) {
          figures.add(
              figure(new BigDecimal(value), number.group("cnhalf"), null, number.group("cnunit")));
        }
      }
    }
    return figures;
  }

  private static boolean isArticle(String numeral, String unit) {
    return numeral.equals("一") && ARTICLE.matcher(unit).matches();
  }

  private static String withoutListMarks(String text) {
    return LIST_MARK.matcher(text).replaceAll("");
  }

  /** Number and unit in one form: 1.2万元, 12,000 块 and 一万二千元 are 12000元, 八五折 is 8.5折. */
  private static String figure(BigDecimal number, String half, String scale, String unit) {
    BigDecimal value =
        half != null && number.stripTrailingZeros().scale() <= 0
            ? number.add(new BigDecimal("0.5"))
            : number;
    String measured = unit == null ? "" : SAME_UNIT.getOrDefault(unit, unit);
    for (String large : List.of("万", "亿")) {
      if (measured.startsWith(large)) {
        value = value.multiply(power(large));
        measured = measured.substring(1);
      }
    }
    if (scale != null) {
      for (char c : scale.toCharArray()) {
        value = value.multiply(power(String.valueOf(c)));
      }
    }
    if (measured.equals("折") && value.compareTo(BigDecimal.TEN) > 0) {
      value = value.movePointLeft(1);
    }
    return value.stripTrailingZeros().toPlainString() + measured;
  }

  private static BigDecimal power(String scale) {
    return switch (scale) {
      case "百" -> BigDecimal.valueOf(100);
      case "千", "k" -> BigDecimal.valueOf(1_000);
      case "亿" -> BigDecimal.valueOf(100_000_000);
      default -> BigDecimal.valueOf(10_000);
    };
  }

  /** A numeral in signs or digits, with 点 or a point; null when it is no number. */
  private static String spoken(String numeral) {
    if (Character.isDigit(numeral.charAt(0))) {
      return numeral;
    }
    String[] parts = numeral.split("点");
    BigDecimal whole = ChineseNumber.value(parts[0]);
    if (whole == null) {
      return null;
    }
    if (parts.length == 1) {
      return whole.toPlainString();
    }
    BigDecimal fraction = ChineseNumber.value("零" + parts[1]);
    return whole.toPlainString()
        + "."
        + "0".repeat(Math.max(0, parts[1].length() - fraction.toPlainString().length()))
        + fraction.toPlainString();
  }
}

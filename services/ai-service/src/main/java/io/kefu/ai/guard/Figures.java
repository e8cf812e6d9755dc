package io.kefu.ai.guard;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The prices, numbers, dates, codes and addresses of a text, in one form: 两年, 2年 and ２ 年 are the
 * same figure, 2年 and 2个月 are not. Pure.
 */
public final class Figures {

  private static final String SIGNS = "[零一二三四五六七八九十百千万亿半]";

  /** 一个, 一次, 一位: an article rather than a number. */
  private static final Pattern ARTICLE = Pattern.compile("[个件次级位人枪把根条箱批期台套号成日瓶盒辆角]");

  /** Without a unit only what no idiom is: 一千二, 三万, 二百五十; not 一下, 千万, 十分, 百分百. */
  private static final String ALONE =
      "(?:(?:[一二三四五六七八九][十百千万亿]|十[一二三四五六七八九])" + SIGNS + "*+(?!分)|[零一二三四五六七八九]{3,})";

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<code>(?<![a-z0-9])(?:[a-z]+[-_]?\\d+[a-z0-9_-]*|\\d+[-_]?[a-z]{2,}\\d+[a-z0-9_-]*))"
              + "|(?<num>\\d+(?:,\\d{3})*(?:\\.\\d+)?)\\s*(?<scale>[百万亿]+|千(?![瓦米克])万?|k(?![a-z])|w(?=元|块))?(?<unit>"
              + Units.ANY
              + ")?(?<half>半)?"
              + "|(?<cn>"
              + SIGNS
              + "+(?:点[零一二三四五六七八九]+)?)(?<cnunit>"
              + Units.BEHIND_SIGNS
              + ")(?<cnhalf>半)?"
              + "|(?<alone>(?<![a-z0-9百第])"
              + ALONE
              + ")");

  /** 两三天, 三五百块: one of both. */
  private static final Pattern NEIGHBOURS =
      Pattern.compile(
          "(?<![零一二三四五六七八九十百千万亿\\d])([一二三四五六七八九])([一二三四五六七八九])([十百千万]?)(?!折)(" + Units.ANY + ")");

  private static final Pattern PERCENT_WORD = Pattern.compile("百分之([零一二三四五六七八九十百点\\d.]+)");
  private static final Pattern LIST_MARK =
      Pattern.compile("(?m)^\\s*(?:[(（]?\\d{1,2}(?:[)）、]|[.:：](?!\\d))|[①-⑳])\\s*");

  /** 22～45kW is 22kW and 45kW. */
  private static final Pattern RANGE =
      Pattern.compile(
          "(?<![\\d.-])(\\d+(?:\\.\\d+)?)\\s*[~至到-]\\s*(\\d+(?:\\.\\d+)?)\\s*("
              + Units.ANY
              + ")(?![a-z])");

  /** The same in signs: 三到五个工作日. */
  private static final Pattern RANGE_IN_SIGNS =
      Pattern.compile(
          "(?<![零一二三四五六七八九十百千万\\d])([零一二三四五六七八九十百千万]{1,5})\\s*[~至到-]\\s*([零一二三四五六七八九十百千万]{1,5}("
              + Units.ANY
              + ")(?![a-z]))");

  /** ¥1200, ￥ 1200, rmb 1200: the sign in front is the unit behind; a dollar is no yuan. */
  private static final Map<Pattern, String> MONEY_SIGNS = moneySigns();

  /** 三块五 is 3.5元; 三块五台 are none. */
  private static final Pattern SPOKEN_PRICE =
      Pattern.compile(
          "(\\d+|[一二三四五六七八九十百]+)(?:块|元)([一二三四五六七八九]|\\d)(?:毛|角)?(?![\\d零一二三四五六七八九十百千万]|[.,]\\d|"
              + Units.ANY
              + ")");

  private static final Pattern AMOUNT = Pattern.compile("\\d[\\d.]*(?:.?元|角|英镑|折)");

  private static final Pattern PER_THOUSAND = Pattern.compile("千分之([零一二三四五六七八九十百点\\d.]+)");
  private static final Pattern FRACTION = Pattern.compile("([一二三四五六七八九十\\d]+)分之([一二三四五六七八九十\\d]+)");

  /** 第2步: where something stands in a list. */
  private static final Pattern PLACE = Pattern.compile("第\\s*\\d{1,2}(?=[步条项章节种类点个])");

  /** A list within a line: …：1. 断电；2. 联系售后. */
  private static final Pattern INLINE_MARK =
      Pattern.compile("(?<=[：:；;。！!？?，,\\s])[(（]?(\\d{1,2})(?:[)）、]|[.．](?!\\d))");

  /** Marks a number that was said without a unit. */
  private static final String SPOKEN = "~";

  private static final Pattern LOW_DASH = Pattern.compile("[‐‑‒–—−]");

  private Figures() {}

  /** A figure of the text that the evidence does not hold, in its one form; empty when all are. */
  public static Optional<String> missing(String text, String evidence) {
    return missing(text, evidence, figure -> true);
  }

  /** The same for amounts of money, and for numbers that may be one (一千二). */
  static Optional<String> missingAmount(String text, String evidence) {
    return missing(
        text, evidence, figure -> figure.startsWith(SPOKEN) || AMOUNT.matcher(figure).matches());
  }

  private static Optional<String> missing(String text, String evidence, Predicate<String> looksAt) {
    Set<String> known = of(evidence);
    Set<String> smallest =
        known.stream().flatMap(one -> Measures.smallest(one).stream()).collect(Collectors.toSet());
    return of(withoutListMarks(text)).stream()
        .filter(looksAt)
        .filter(figure -> !known.contains(figure))
        .filter(figure -> !isBareOf(known, figure))
        .filter(figure -> !Moments.isSaid(figure, known))
        .filter(figure -> !Measures.smallest(figure).filter(smallest::contains).isPresent())
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
    Set<String> figures = new LinkedHashSet<>();
    Matcher number = NUMBER.matcher(prepared(text, figures));
    while (number.find()) {
      if (number.group("code") != null) {
        figures.add(number.group("code").replaceAll("[-_]", ""));
      } else {
        numeric(number).ifPresent(figures::add);
      }
    }
    return figures;
  }

  /** What a text says beside its figures. */
  static String words(String text) {
    return NUMBER.matcher(prepared(text, new LinkedHashSet<>())).replaceAll(" ");
  }

  private static String prepared(String text, Set<String> figures) {
    String plain = ChineseNumber.plain(LOW_DASH.matcher(Folding.fold(text)).replaceAll("-"));
    String folded =
        FRACTION
            .matcher(Contacts.take(plain, figures))
            .replaceAll(m -> " " + spoken(m.group(2)) + "/" + spoken(m.group(1)) + " ");
    folded = Moments.takeDays(folded, figures);
    figures.addAll(Promises.of(folded));
    return Moments.takeTimes(inOneForm(folded), figures);
  }

  private static String inOneForm(String text) {
    String folded = PLACE.matcher(text).replaceAll(" ");
    folded = PERCENT_WORD.matcher(folded).replaceAll(m -> spoken(m.group(1)) + "%");
    folded = PER_THOUSAND.matcher(folded).replaceAll(m -> spoken(m.group(1)) + "‰");
    for (Map.Entry<Pattern, String> sign : MONEY_SIGNS.entrySet()) {
      folded = sign.getKey().matcher(folded).replaceAll("$1" + sign.getValue());
    }
    folded =
        SPOKEN_PRICE
            .matcher(folded)
            .replaceAll(m -> spoken(m.group(1)) + "." + spoken(m.group(2)) + "元");
    folded = NEIGHBOURS.matcher(folded).replaceAll("$1$3$4 $2$3$4");
    folded = RANGE_IN_SIGNS.matcher(folded).replaceAll("$1$3 $2 ");
    return RANGE.matcher(folded).replaceAll("$1$3 $2$3 ");
  }

  private static Optional<String> numeric(Matcher number) {
    if (number.group("num") != null) {
      String figure =
          figure(
              new BigDecimal(number.group("num").replace(",", "")),
              number.group("half"),
              number.group("scale"),
              number.group("unit"));
      boolean spoken = number.group("scale") != null && number.group("unit") == null;
      return Optional.of(spoken ? SPOKEN + figure : figure);
    }
    if (number.group("alone") != null) {
      return Optional.ofNullable(ChineseNumber.value(number.group("alone")))
          .map(value -> SPOKEN + figure(value, null, null, null));
    }
    if (isArticle(number.group("cn"), number.group("cnunit"))) {
      return Optional.empty();
    }
    return Optional.ofNullable(spoken(number.group("cn")))
        .map(
            value ->
                figure(
                    new BigDecimal(value), number.group("cnhalf"), null, number.group("cnunit")));
  }

  private static Map<Pattern, String> moneySigns() {
    String amount = "\\s*(\\d+(?:,\\d{3})*(?:\\.\\d+)?(?:[百千万亿]|k(?![a-z]))?)(?:元|块)?";
    Map<Pattern, String> signs = new LinkedHashMap<>();
    signs.put(Pattern.compile("(?:hk\\$|hkd|港币)" + amount), "港元");
    signs.put(Pattern.compile("(?:us\\$|usd|\\$)" + amount), "美元");
    signs.put(Pattern.compile("(?:€|eur)" + amount), "欧元");
    signs.put(Pattern.compile("£" + amount), "英镑");
    signs.put(Pattern.compile("(?:¥|rmb|cny|人民币)" + amount), "元");
    return signs;
  }

  private static boolean isArticle(String numeral, String unit) {
    return numeral.equals("一") && ARTICLE.matcher(unit).matches();
  }

  private static String withoutListMarks(String text) {
    int[] next = {1};
    String lines = LIST_MARK.matcher(text).replaceAll("");
    return INLINE_MARK
        .matcher(lines)
        .replaceAll(
            mark -> {
              // Only 1, 2, 3 … in their order are marks; any other number says something.
              boolean isNext = Integer.parseInt(mark.group(1)) == next[0];
              next[0] += isNext ? 1 : 0;
              return isNext ? " " : Matcher.quoteReplacement(mark.group());
            });
  }

  /** Number and unit in one form: 1.2万元, 12,000 块 and 一万二千元 are 12000元, 八五折 is 8.5折. */
  private static String figure(BigDecimal number, String half, String scale, String unit) {
    BigDecimal value =
        half != null && number.stripTrailingZeros().scale() <= 0
            ? number.add(new BigDecimal("0.5"))
            : number;
    String measured = unit == null ? "" : Units.inOneForm(unit);
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

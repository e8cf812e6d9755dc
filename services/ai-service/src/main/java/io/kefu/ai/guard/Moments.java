package io.kefu.ai.guard;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days and times of day of a folded text, each in one form: 2026-12-01, 2026年12月1日 and 二零二六年十二月一日
 * are the same day, 下午3点 and 15:00 the same time. A day is one figure, so that the month of one and
 * the day of another make no third. Pure.
 */
final class Moments {

  /** Marks a time that does not say which half of the day it is in. */
  private static final String EITHER_HALF = "?";

  private static final String SIGNS = "[零一二三四五六七八九十]";
  private static final String SMALL = "(\\d{1,2}|" + SIGNS + "{1,3})";
  private static final Pattern FULL_DAY =
      Pattern.compile(
          "(?<!\\d)(\\d{4}|"
              + SIGNS
              + "{4})\\s*[年/.-]\\s*"
              + SMALL
              + "\\s*[月/.-]\\s*"
              + SMALL
              + "(?!\\d)\\s*[日号]?");
  private static final Pattern DAYS_OF_MONTH =
      Pattern.compile(
          "(?<!\\d)"
              + SMALL
              + "\\s*月(?:份)?\\s*"
              + SMALL
              + "\\s*[日号]?\\s*[至到~-]\\s*"
              + SMALL
              + "\\s*[日号]");
  private static final Pattern DAY_OF_MONTH =
      Pattern.compile("(?<!\\d)" + SMALL + "\\s*月(?:份)?\\s*" + SMALL + "\\s*[日号]");
  private static final Pattern WESTERN_DAY =
      Pattern.compile("(?<![\\d/.a-z])(\\d{1,2})/(\\d{1,2})(?![\\d/.])");

  private static final String HALF_OF_DAY = "凌晨|清晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|夜里|早|晚|am|pm";
  private static final Pattern CLOCK =
      Pattern.compile(
          "(" + HALF_OF_DAY + ")?\\s*(?<!\\d)(\\d{1,2}):(\\d{2})(?::\\d{2})?(?!\\d)\\s*(am|pm)?");
  private static final Pattern O_CLOCK =
      Pattern.compile(
          "("
              + HALF_OF_DAY
              + ")?\\s*(?<![\\d.])(\\d{1,2})\\s*[点时](?![一二三四五六七八九]{2}|间)(?:(半)|(\\d{2})(?!\\d)|"
              + SMALL
              + "分)?");
  private static final Pattern O_CLOCK_IN_SIGNS =
      Pattern.compile(
          "(?:("
              + HALF_OF_DAY
              + ")("
              + SIGNS
              + "{1,3})点|(?<!"
              + SIGNS
              + ")("
              + SIGNS
              + "{1,3})点(?=[半钟整]|\\s*[至到~-]\\s*"
              + SIGNS
              + "{1,3}点|"
              + SIGNS
              + "{1,3}分))(?:(半)|"
              + SMALL
              + "分)?");

  private static final int NOON = 12;
  private static final int HOURS = 24;

  private Moments() {}

  /** Takes the days out of a text; what is left goes on. */
  static String takeDays(String text, Set<String> figures) {
    String rest =
        FULL_DAY
            .matcher(text)
            .replaceAll(
                found -> {
                  String month = number(found.group(2));
                  String day = number(found.group(3));
                  if (!isDay(month, day)) {
                    return Matcher.quoteReplacement(found.group());
                  }
                  figures.add(number(found.group(1)) + "年");
                  return add(figures, month, day);
                });
    rest =
        DAYS_OF_MONTH
            .matcher(rest)
            .replaceAll(
                found -> {
                  String month = number(found.group(1));
                  add(figures, month, number(found.group(2)));
                  return add(figures, month, number(found.group(3)));
                });
    rest = DAY_OF_MONTH.matcher(rest).replaceAll(found -> day(found, figures));
    // 12/1 may be a day or a part: it is known by either.
    return WESTERN_DAY
        .matcher(rest)
        .replaceAll(
            found -> {
              figures.add(number(found.group(1)) + "/" + number(found.group(2)));
              return " ";
            });
  }

  private static String day(MatchResult found, Set<String> figures) {
    String month = number(found.group(1));
    String day = number(found.group(2));
    return isDay(month, day) ? add(figures, month, day) : Matcher.quoteReplacement(found.group());
  }

  private static boolean isDay(String month, String day) {
    return between(month, NOON) && between(day, 31);
  }

  private static boolean between(String number, int most) {
    return !number.isEmpty()
        && new BigDecimal(number).signum() > 0
        && new BigDecimal(number).intValue() <= most;
  }

  private static String add(Set<String> figures, String month, String day) {
    figures.add(month + "月" + day + "日");
    figures.add(month + "/" + day);
    figures.add(month + "月");
    figures.add(day + "日");
    return " ";
  }

  /** Takes the times of day out of a text; what is left goes on. */
  static String takeTimes(String text, Set<String> figures) {
    String rest =
        CLOCK
            .matcher(text)
            .replaceAll(
                found -> {
                  String half = found.group(1) == null ? found.group(4) : found.group(1);
                  return time(found, figures, half, found.group(2), found.group(3), true);
                });
    rest =
        O_CLOCK_IN_SIGNS
            .matcher(rest)
            .replaceAll(
                found -> {
                  String hour = found.group(2) == null ? found.group(3) : found.group(2);
                  String minute = found.group(4) == null ? found.group(5) : "30";
                  return time(found, figures, found.group(1), hour, minute, false);
                });
    return O_CLOCK
        .matcher(rest)
        .replaceAll(
            found -> {
              String minute = found.group(4) == null ? found.group(5) : found.group(4);
              String half = found.group(3) == null ? minute : "30";
              return time(found, figures, found.group(1), found.group(2), half, false);
            });
  }

  private static String time(
      MatchResult found,
      Set<String> figures,
      String halfOfDay,
      String hourText,
      String minuteText,
      boolean byClock) {
    String hourNumber = number(hourText);
    String minuteNumber = minuteText == null ? "0" : number(minuteText);
    if (hourNumber.isEmpty() || minuteNumber.isEmpty()) {
      return Matcher.quoteReplacement(found.group());
    }
    int hour = new BigDecimal(hourNumber).intValue();
    int minute = new BigDecimal(minuteNumber).intValue();
    if (hour > HOURS || minute > 59) {
      return Matcher.quoteReplacement(found.group());
    }
    boolean either = halfOfDay == null && !byClock && hour <= NOON && hour > 0;
    figures.add((either ? EITHER_HALF : "") + time(inDay(halfOfDay, hour), minute));
    return " ";
  }

  private static int inDay(String halfOfDay, int hour) {
    if (halfOfDay == null) {
      return hour;
    }
    return switch (halfOfDay) {
      case "下午", "傍晚", "晚上", "晚间", "夜间", "夜里", "晚", "pm" -> hour < NOON ? hour + NOON : hour;
      case "中午" -> hour < 6 ? hour + NOON : hour;
      default -> hour == NOON ? 0 : hour;
    };
  }

  private static String time(int hour, int minute) {
    return String.format(Locale.ROOT, "%d:%02d", hour % HOURS, minute);
  }

  /** Whether a time is said in the other text, if only without its half of the day. */
  static boolean isSaid(String figure, Set<String> known) {
    int colon = figure.indexOf(':');
    if (colon < 0 || figure.startsWith("?") && colon == 1) {
      return false;
    }
    boolean either = figure.startsWith(EITHER_HALF);
    String hourText = either ? figure.substring(1, colon) : figure.substring(0, colon);
    if (!hourText.chars().allMatch(Character::isDigit)) {
      return false;
    }
    int hour = Integer.parseInt(hourText);
    String minutes = figure.substring(colon);
    if (either) {
      return known.contains(hour % HOURS + minutes)
          || known.contains((hour + NOON) % HOURS + minutes);
    }
    return hour <= NOON && known.contains(EITHER_HALF + hour + minutes);
  }

  private static String number(String numeral) {
    if (Character.isDigit(numeral.charAt(0))) {
      return new BigDecimal(numeral).toPlainString();
    }
    BigDecimal value = ChineseNumber.value(numeral);
    return value == null ? "" : value.toPlainString();
  }
}

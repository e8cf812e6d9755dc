package io.kefu.rag.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a text that mean something only when they are exactly equal: codes and models
 * ({@code E03}, {@code KF-DC120}, {@code IP65}) and numbers with their unit ({@code 120 kW}). A
 * wrong code answered with confidence is the worst thing this product can do, so these are compared
 * by rule and never by similarity.
 *
 * @param codes letters with digits, lower case, hyphens left out
 * @param quantities numbers with their unit
 */
public record ExactTokens(Set<String> codes, Set<Quantity> quantities) {

  /**
   * A number and what it measures.
   *
   * @param number as written, without leading zeros or a trailing fraction of zeros
   * @param unit canonical unit, a counting word, or empty
   */
  public record Quantity(String number, String unit) {

    /** Whether the unit measures something (kW, A, mm²) rather than counting things. */
    boolean isMeasure() {
      return !unit.isEmpty() && !Units.COUNTERS.contains(unit);
    }
  }

  /**
   * How the exact parts of a question compare with those of an entry.
   *
   * @param identity reasons that make the entry one about something else: an unknown code, model or
   *     measure, such as {@code code:e77}
   * @param quantity reasons that forbid certainty, such as {@code number:20台}
   * @param unmentioned codes and measures that are known elsewhere and that the entry, which names
   *     nothing of their kind, leaves open: the warranty of every power answers for 120 kW as well
   * @param hits exact parts that agree
   */
  public record Comparison(
      List<String> identity, List<String> quantity, List<String> unmentioned, int hits) {

    /** Every reason. */
    public List<String> vetoes() {
      List<String> all = new ArrayList<>(identity);
      all.addAll(quantity);
      return all;
    }
  }

  /** Families of codes that say what a thing conforms to, not which thing it is. */
  private static final Set<String> STANDARDS =
      Set.of(
          "ip", "ik", "gb", "gbt", "nb", "nbt", "iso", "iec", "en", "ul", "ce", "ccs", "cqc", "rs",
          "usb", "rj", "wifi", "ipv");

  private static final int ALARM_CODE_LENGTH = 3;

  private static final Pattern TOKEN =
      Pattern.compile(
          "([a-z]+(?:-[a-z]+)*-?\\d+(?:\\.\\d+)?[a-z0-9]*"
              // "e 03", "kf dc 120": typed with blanks; not "ac 220v"
              + "|(?<![a-z0-9])(?:[a-z](?: ?- ?| )\\d{2,3}|[a-z]{2}(?:[ -]{1,3}[a-z]{2})*(?: ?- ?| )\\d{2,4})"
              + "(?![a-z0-9.])(?! ?(?:伏|安|瓦|千瓦|%)))|(\\d+(?:\\.\\d+)?)\\s*多?\\s*("
              + Units.ANY
              + ")?");

  /** Finds the exact parts of a normalised text. */
  public static ExactTokens of(String normalized) {
    Set<String> codes = new LinkedHashSet<>();
    Set<Quantity> quantities = new LinkedHashSet<>();
    Matcher matcher = TOKEN.matcher(normalized);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        codes.add(matcher.group(1).replace("-", "").replace(" ", ""));
      } else {
        String unit = matcher.group(3) == null ? "" : matcher.group(3);
        quantities.add(
            new Quantity(plain(matcher.group(2)), Units.CANONICAL.getOrDefault(unit, unit)));
      }
    }
    return new ExactTokens(codes, quantities);
  }

  /** Compares these parts of a question with those of a text. */
  public Comparison compareWith(ExactTokens text) {
    return compareWith(text, text);
  }

  /** The same with an entry, when nothing is known of other entries. */
  public Comparison compareWith(ExactTokens asked, ExactTokens entry) {
    return compareWith(new EntryParts(asked, asked, entry, entry), term -> false);
  }

  /**
   * Compares these parts of a question with those of an entry. When the entry's first question
   * names a power, another power in the answer is no agreement (the answer for 240 kW may mention
   * 120).
   *
   * @param entry parts of the entry
   * @param knownElsewhere whether one of {@link #terms()} stands anywhere in the knowledge; what
   *     nobody ever wrote of (E77) contradicts every entry
   */
  public Comparison compareWith(EntryParts entry, Predicate<String> knownElsewhere) {
    ExactTokens asked = entry.asked();
    ExactTokens all = entry.all();
    List<String> unmentioned = new ArrayList<>();
    List<String> identity = new ArrayList<>();
    List<String> quantity = new ArrayList<>();
    int hits = 0;
    for (String code : codes) {
      boolean agrees =
          entry.first().namesKindOf(code)
              ? asked.hasCode(code) || (all.hasCode(code) && asked.hasNumber(modelNumber(code)))
              : all.hasCode(code);
      if (agrees) {
        hits++;
      } else if (!isAlarmCode(code) && entry.isOpenTo(code) && knownElsewhere.test(term(code))) {
        unmentioned.add("code:" + code);
      } else {
        identity.add("code:" + code);
      }
    }
    for (Quantity wanted : quantities) {
      boolean agrees =
          asked.hasQuantity(wanted, true)
              || (!entry.first().namesKindOf(wanted) && all.hasQuantity(wanted, false));
      if (agrees) {
        hits++;
      } else if (wanted.isMeasure()
          && entry.isOpenTo(wanted)
          && knownElsewhere.test(term(wanted))) {
        unmentioned.add("number:" + wanted.number() + wanted.unit());
      } else if (wanted.isMeasure()) {
        identity.add("number:" + wanted.number() + wanted.unit());
      } else {
        quantity.add("number:" + wanted.number() + wanted.unit());
      }
    }
    return new Comparison(
        List.copyOf(identity), List.copyOf(quantity), List.copyOf(unmentioned), hits);
  }

  /** One term a code and a measure: what a question may ask the index for. */
  public Set<String> terms() {
    return terms(this);
  }

  /**
   * The terms under which the index shall know these parts. A code is known wherever it stands; a
   * measure only where it names the thing itself: a module of 30 kW in an answer makes no product
   * of 30 kW.
   *
   * @param asked parts of the entry's questions
   */
  public Set<String> terms(ExactTokens asked) {
    Set<String> terms = new LinkedHashSet<>();
    codes.forEach(code -> terms.add(term(code)));
    asked.quantities.stream().filter(Quantity::isMeasure).forEach(one -> terms.add(term(one)));
    return terms;
  }

  private static String term(String code) {
    return "=" + code;
  }

  private static String term(Quantity quantity) {
    return "=" + quantity.number() + quantity.unit();
  }

  /** Names no code of the family, and no power when the code is a model named by its power. */
  boolean isOpenTo(String code) {
    return codes.stream().noneMatch(own -> sameFamily(own, code))
        && (!isModel(code) || quantities.stream().noneMatch(own -> own.unit().equals("kw")));
  }

  /** Names no other value of the unit, and no model that stands for a power. */
  boolean isOpenTo(Quantity wanted) {
    boolean power = wanted.unit().equals("kw");
    return quantities.stream().noneMatch(own -> own.unit().equals(wanted.unit()))
        && (!power || codes.stream().noneMatch(ExactTokens::isModel));
  }

  /** KF-DC120 and KF-AC7, E01 and E77, W600 and U300: one excludes the other. */
  private static boolean sameFamily(String one, String other) {
    boolean models = isModel(one) && isModel(other);
    boolean numbered = isNumberedModel(one) && isNumberedModel(other);
    return models || numbered || letters(one).equals(letters(other));
  }

  /** KF-DC120, but not IP54 nor CCS2, which things of any power have. */
  private static boolean isModel(String code) {
    return letters(code).length() > 1 && !STANDARDS.contains(letters(code));
  }

  /** E03: whatever does not name it is about something else. */
  private static boolean isAlarmCode(String code) {
    return letters(code).length() == 1 && code.length() <= ALARM_CODE_LENGTH;
  }

  /** W600: a letter with more digits than an alarm code has. */
  private static boolean isNumberedModel(String code) {
    return letters(code).length() == 1 && code.length() > ALARM_CODE_LENGTH;
  }

  /** Whether there is nothing exact in the text. */
  public boolean isEmpty() {
    return codes.isEmpty() && quantities.isEmpty();
  }

  /** KF-AC7 is what "7 kW" asks for. */
  private boolean hasNumber(String number) {
    return quantities.stream().anyMatch(own -> own.number().equals(number));
  }

  /** Whether a code of the same family is named: E03 for E77, KF-DC120 for KF-DC90. */
  private boolean namesKindOf(String code) {
    return codes.stream().anyMatch(own -> letters(own).endsWith(letters(code)));
  }

  private boolean namesKindOf(Quantity wanted) {
    return wanted.isMeasure()
        && quantities.stream().anyMatch(own -> own.unit().equals(wanted.unit()));
  }

  private static String letters(String code) {
    int digits = 0;
    while (digits < code.length() && Character.isLetter(code.charAt(digits))) {
      digits++;
    }
    return code.substring(0, digits);
  }

  /** {@code ac7} stands for {@code kfac7}; {@code e7} does not stand for {@code de17}. */
  private boolean hasCode(String code) {
    for (String own : codes) {
      if (own.equals(code)) {
        return true;
      }
      int rest = own.length() - code.length();
      // A single letter with digits is a whole code (E01): it is no ending of a longer one.
      boolean mayBeShort = letters(code).length() > 1;
      if (mayBeShort && rest > 0 && own.endsWith(code)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a quantity is named.
   *
   * @param bareCounts whether a number without a unit may be meant: "160 or 180" in a question, but
   *     not "8:00–22:00" somewhere in an answer
   */
  private boolean hasQuantity(Quantity wanted, boolean bareCounts) {
    for (Quantity own : quantities) {
      boolean sameUnit =
          own.unit().equals(wanted.unit())
              || (own.unit().isEmpty() && (bareCounts || !wanted.isMeasure()))
              || wanted.unit().isEmpty()
              || (!wanted.isMeasure() && own.isMeasure() && isVague(wanted.unit()));
      if (own.number().equals(wanted.number()) && sameUnit) {
        return true;
      }
    }
    // "120" and "120 kW" may name the model whose number it is: KF-DC120.
    boolean mayNameModel =
        wanted.unit().isEmpty() || wanted.unit().equals("kw") || isVague(wanted.unit());
    return mayNameModel
        && codes.stream().anyMatch(code -> modelNumber(code).equals(wanted.number()));
  }

  /** "320 双枪", "120 的桩": the word after the number is the thing, not a unit of the number. */
  private static boolean isVague(String unit) {
    return unit.equals("桩") || unit.equals("枪") || unit.equals("车") || unit.equals("号");
  }

  /** Number of a model with two or more letters (KF-DC120); empty for a plain code (E01). */
  private static String modelNumber(String code) {
    int letters = letters(code).length();
    return letters < 2 ? "" : code.substring(letters);
  }

  private static String plain(String number) {
    String plain = number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
    String trimmed = plain.replaceFirst("^0+(?=\\d)", "");
    // A leading zero is part of a code-like number (0312), but not of a decimal (0.6).
    return plain.contains(".") ? plain : number.startsWith("0") ? number : trimmed;
  }
}

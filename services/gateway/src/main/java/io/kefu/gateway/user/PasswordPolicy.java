package io.kefu.gateway.user;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a password must be: long rather than odd (NIST SP 800-63B). At least 12 characters, of any
 * script; not the username, not one that everybody tries first, not one pattern repeated. Pure.
 */
public final class PasswordPolicy {

  /** Shortest password, in characters. */
  public static final int MIN_LENGTH = 12;

  /** Longest password, in characters; enough for any passphrase. */
  public static final int MAX_LENGTH = 128;

  private static final int MIN_DISTINCT = 5;
  private static final int MIN_NAME = 3;
  private static final List<String> ROWS =
      List.of(
          "abcdefghijklmnopqrstuvwxyz",
          "01234567890123456789",
          "qwertyuiopasdfghjklzxcvbnm",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
          "qazwsxedcrfvtgbyhnujmikolp");

  // What remains of a popular password without the digits and signs that people append.
  private static final Set<String> COMMON =
      Set.of(
          "password",
          "passwort",
          "passw",
          "letmein",
          "welcome",
          "iloveyou",
          "admin",
          "root",
          "administrator",
          "qwerty",
          "qwertyuiop",
          "changeme",
          "default",
          "secret",
          "monkey",
          "dragon",
          "football",
          "baseball",
          "superman",
          "sunshine",
          "princess",
          "trustno",
          "master",
          "login",
          "guest",
          "test",
          "testtest",
          "temp",
          "temporary",
          "kefu",
          "wechat",
          "weixin",
          "woaini",
          "woainima",
          "wodemima",
          "mima",
          "caonima",
          "zxcvbnm",
          "asdfghjkl",
          "asdf",
          "company",
          "customer",
          "service",
          "customerservice",
          "kefuadmin",
          "adminadmin",
          "passwordpassword",
          "passwordadmin",
          "adminpassword",
          "wechatkefu",
          "welcometo",
          "nihao",
          "nihaoma",
          "beijing",
          "shanghai",
          "shenzhen",
          "chongqing");

  private PasswordPolicy() {}

  /** What is wrong with a password; empty when it may be taken. */
  public static Optional<String> violation(String password, String username) {
    int length = password.codePointCount(0, password.length());
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      return Optional.of("must have " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    String lower = password.toLowerCase(Locale.ROOT);
    String name = username.toLowerCase(Locale.ROOT);
    if (name.length() >= MIN_NAME && lower.contains(name)) {
      return Optional.of("must not contain the username");
    }
    if (lower.chars().distinct().count() < MIN_DISTINCT || repeats(lower)) {
      return Optional.of("must not be one pattern repeated");
    }
    if (COMMON.contains(bare(lower)) || inARow(lower)) {
      return Optional.of(
          "is one of those that everybody tries first; four random words are better");
    }
    return Optional.empty();
  }

  /**
   * The same as a problem.
   *
   * @throws ProblemException 400 {@code weak_password}
   */
  public static void check(String password, String username) {
    violation(password, username)
        .ifPresent(
            message -> {
              throw new ProblemException(
                  400,
                  "weak_password",
                  "Choose another password: it " + message + ".",
                  List.of(new Problem.FieldError("new_password", message)));
            });
  }

  private static boolean repeats(String text) {
    // A text that is one block repeated is found inside its own doubling before its end.
    return text.concat(text).indexOf(text, 1) < text.length();
  }

  private static boolean inARow(String text) {
    return ROWS.stream()
        .anyMatch(row -> row.contains(text) || new StringBuilder(row).reverse().indexOf(text) >= 0);
  }

  private static String bare(String text) {
    // What is appended goes first: the 4 of password1234 is no a.
    return text.replaceAll("^[^a-z]+|[^a-z]+$", "")
        .codePoints()
        .mapToObj(PasswordPolicy::unleet)
        .collect(Collectors.joining())
        .replaceAll("[^a-z]+", "");
  }

  private static String unleet(int letter) {
    return switch (letter) {
      case '@', '4' -> "a";
      case '3' -> "e";
      case '0' -> "o";
      case '$', '5' -> "s";
      case '!' -> "";
      default -> Character.toString(letter);
    };
  }
}

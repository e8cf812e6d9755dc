package io.kefu.message.learning;

import io.kefu.message.answer.SmallTalk;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What can be learned from an episode: a question that the bot gave to a person, and what the
 * operator answered. Nothing else is worth a reviewer's time: what the bot answered itself stands
 * in the knowledge base already. Pure.
 */
public final class Pairs {

  /** Who said a line. */
  public enum Who {
    /** The customer, and the bot gave it to a person. */
    CUSTOMER_HANDED_OVER,
    /** The customer. */
    CUSTOMER,
    /** An operator. */
    OPERATOR,
    /** The bot. */
    BOT
  }

  /** A line of the episode, in order. */
  public record Said(Who who, String text) {}

  /**
   * A question and its answer, personal data masked.
   *
   * @param digest of the pair without case, blanks and marks: the same again is the same candidate
   */
  public record Pair(String question, String answer, String digest) {}

  private static final int MIN_QUESTION = 4;
  private static final int MAX_QUESTION = 300;
  private static final int MIN_ANSWER = 4;
  private static final int MAX_ANSWER = 2_000;

  private Pairs() {}

  /** The pairs of an episode, each once. */
  public static List<Pair> of(List<Said> lines) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).who() == Who.CUSTOMER_HANDED_OVER) {
        String question = PersonalMask.masked(lines.get(i).text().strip());
        String answer = PersonalMask.masked(answer(lines, i + 1));
        if (fits(question, MIN_QUESTION, MAX_QUESTION) && fits(answer, MIN_ANSWER, MAX_ANSWER)) {
          Pair pair = new Pair(question, answer, digest(question, answer));
          if (pairs.stream().noneMatch(known -> known.digest().equals(pair.digest()))) {
            pairs.add(pair);
          }
        }
      }
    }
    return pairs;
  }

  /** The operator's texts after a question, up to the customer's next line after them. */
  private static String answer(List<Said> lines, int from) {
    StringBuilder answer = new StringBuilder();
    for (int i = from; i < lines.size(); i++) {
      Said line = lines.get(i);
      if (line.who() == Who.OPERATOR) {
        String text = line.text().strip();
        if (SmallTalk.in(text).isEmpty()) {
          answer.append(answer.isEmpty() ? "" : "\n").append(text);
        }
      } else if (line.who() == Who.CUSTOMER_HANDED_OVER) {
        break;
      } else if (line.who() == Who.CUSTOMER && !answer.isEmpty()) {
        break;
      }
    }
    return answer.toString();
  }

  private static boolean fits(String text, int least, int most) {
    int length = text.codePointCount(0, text.length());
    return length >= least && length <= most && SmallTalk.in(text).isEmpty();
  }

  /** The digest of a pair. */
  static String digest(String question, String answer) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((bare(question) + '\n' + bare(answer)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static String bare(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\p{P}\\p{Z}\\p{S}\\p{Cntrl}]", "");
  }
}

package io.kefu.ai.guard;

import io.kefu.ai.guard.Verdict.NoAnswer;
import io.kefu.ai.guard.Verdict.Passed;
import io.kefu.ai.guard.Verdict.Refused;
import io.kefu.contracts.answer.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All guards in their order. Pure, immutable and thread-safe. */
public final class Guards {

  /** What a model writes when the evidence does not answer the question. */
  public static final String NO_ANSWER = "NO_ANSWER";

  private static final Pattern NO_ANSWER_TEXT =
      Pattern.compile("^[\\s\\p{Punct}]*NO_ANSWER\\b.*", Pattern.DOTALL);

  /** The same in a polite sentence, which cites nothing. */
  private static final Pattern NOTHING_FOUND =
      Pattern.compile(
          "^(您好|你好)?[,，!！。]?(非常|很|十分|实在|真的?)?(抱歉|对不起|不好意思|遗憾)[^。！!]{0,30}"
              + "(没有|未能?|无法|不能|暂无|暂时没|不清楚|不知道|查不到|找不到|无相关|不了解)"
              + "|(资料|知识库)(中|里|内)?(并)?(没有|未|不包含|无)");

  private final GuardConfig config;
  private final WordList sensitive;
  private final WordList forbidden;

  /**
   * Guards with these settings.
   *
   * @param builtIn the built-in sensitive words
   */
  public Guards(GuardConfig config, List<String> builtIn) {
    this.config = config;
    List<String> words = new ArrayList<>(config.sensitiveWords().orElse(List.of()));
    if (config.builtInWords()) {
      words.addAll(builtIn);
    }
    this.sensitive = new WordList(words);
    this.forbidden = new WordList(config.forbiddenTopics());
  }

  /** Why no model may be asked this; empty when one may. */
  public Optional<Objection> before(String question) {
    if (sensitive.find(question).isPresent()) {
      return Optional.of(Objection.SENSITIVE_WORD);
    }
    if (isForbiddenTopic(question)) {
      return Optional.of(Objection.FORBIDDEN_TOPIC);
    }
    return Injection.in(question) ? Optional.of(Objection.PROMPT_INJECTION) : Optional.empty();
  }

  /** Whether a text holds no sensitive word. */
  public boolean isClean(String text) {
    return sensitive.find(text).isEmpty();
  }

  /** Whether only an approved text may answer this. */
  public boolean isForbiddenTopic(String question) {
    return forbidden.find(question).isPresent();
  }

  /**
   * Looks at what a model wrote for a customer.
   *
   * @param raw the model's text, thinking removed
   * @param given the evidence it was given, in the order of its numbers
   * @param masked the personal data taken out of its question
   * @param maxCharacters upper bound of the answer
   */
  public Verdict after(String raw, List<Evidence> given, PersonalData masked, int maxCharacters) {
    if (NO_ANSWER_TEXT.matcher(raw).matches()) {
      return new NoAnswer();
    }
    Draft draft = Draft.of(raw);
    String all = joined(given, Guards::whole);
    if (draft.text().isEmpty() || RawText.is(draft.text(), all)) {
      return new Refused(Objection.RAW_TEXT);
    }
    if (draft.cited().isEmpty() && NOTHING_FOUND.matcher(Folding.fold(draft.text())).find()) {
      return new NoAnswer();
    }
    if (draft.cited().stream().anyMatch(number -> number < 1 || number > given.size())) {
      return new Refused(Objection.NO_EVIDENCE);
    }
    List<Evidence> used = used(draft, given);
    String evidence = joined(used, Guards::whole);
    // Personal data is the customer's own, put back as it was given: not a claim of ours.
    String claims = PersonalData.withoutSigns(draft.text());
    if (Figures.missing(claims, joined(used, Guards::facts)).isPresent()
        || Figures.missingAmount(claims, joined(used, Guards::own)).isPresent()) {
      return new Refused(Objection.FIGURE_WITHOUT_EVIDENCE);
    }
    if (Names.missing(claims, all).isPresent()) {
      return new Refused(Objection.NO_EVIDENCE);
    }
    if (config.requireSupport()) {
      double least =
          draft.cited().isEmpty() ? config.supportedShareUncited() : config.supportedShare();
      if (Support.share(draft.text(), evidence) < least) {
        return new Refused(Objection.NO_EVIDENCE);
      }
    }
    if (sensitive.find(draft.text()).isPresent()) {
      return new Refused(Objection.SENSITIVE_WORD);
    }
    if (isForbiddenTopic(draft.text()) && !isForbiddenTopic(joined(used, Guards::asked))) {
      return new Refused(Objection.FORBIDDEN_TOPIC);
    }
    if (masked.hasUnknownSign(draft.text())) {
      return new Refused(Objection.UNKNOWN_SIGN);
    }
    String text = masked.unmask(draft.text());
    if (text.codePointCount(0, text.length()) > maxCharacters) {
      return new Refused(Objection.TOO_LONG);
    }
    return new Passed(text, used);
  }

  private static List<Evidence> used(Draft draft, List<Evidence> given) {
    if (!draft.cited().isEmpty()) {
      return draft.cited().stream().map(number -> given.get(number - 1)).toList();
    }
    // Uncited: the one entry whose wording it shares most.
    return given.stream()
        .max(Comparator.comparingDouble(entry -> Support.share(draft.text(), whole(entry))))
        .stream()
        .toList();
  }

  private static String joined(List<Evidence> entries, Function<Evidence, String> text) {
    return entries.stream().map(text).collect(Collectors.joining("\n"));
  }

  /**
   * What an entry states itself. A figure in a curated question ("能用 10 年吗？") is no fact. An amount
   * of money counts from here only: in the next passage it is too easily another product's.
   */
  private static String own(Evidence entry) {
    return entry.title() + "\n" + entry.content();
  }

  private static String asked(Evidence entry) {
    return text(entry.question()) + "\n" + own(entry);
  }

  /** What its section states: the sentence before often names the product, or the condition. */
  private static String facts(Evidence entry) {
    return text(entry.before()) + "\n" + own(entry) + "\n" + text(entry.after());
  }

  private static String whole(Evidence entry) {
    return text(entry.question()) + "\n" + facts(entry);
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}

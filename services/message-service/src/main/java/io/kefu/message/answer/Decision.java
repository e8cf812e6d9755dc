package io.kefu.message.answer;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.settings.BotMode;
import java.util.List;

/** What was decided about one customer message. */
public sealed interface Decision {

  /** How sure we are, 0 to 1. */
  double confidence();

  /** What it rests on and who wrote it. */
  Basis basis();

  /**
   * Say this to the customer.
   *
   * @param content the text
   * @param branch way of the answer policy
   */
  record Answer(String content, double confidence, Branch branch, Basis basis)
      implements Decision {}

  /**
   * Ask the customer what is meant.
   *
   * @param content the question
   * @param choices what the customer can pick by number; may be empty
   */
  record Clarify(String content, double confidence, List<Choice> choices, Basis basis)
      implements Decision {
    /** Copies the choices. */
    public Clarify {
      choices = List.copyOf(choices);
    }
  }

  /**
   * A person takes over.
   *
   * @param reason why
   * @param notice what the customer is told; empty for nothing
   */
  record HandOver(HandOverReason reason, String notice, double confidence, Basis basis)
      implements Decision {}

  /**
   * Nothing is to be said.
   *
   * @param reason stable code: why
   */
  record Ignore(String reason, Basis basis) implements Decision {

    /** Reason of the silence in a chat that an admin muted. */
    public static final String MUTED = "muted";

    /** Nobody's rule: the house says so. */
    public Ignore(String reason) {
      this(reason, Basis.NONE);
    }

    /** Whether the bot is silent because its chat or its tenant is muted. */
    public boolean isMute() {
      return MUTED.equals(reason) || BotMode.MUTED.silence().orElseThrow().equals(reason);
    }

    @Override
    public double confidence() {
      return 1;
    }
  }

  /**
   * An admin's command was carried out.
   *
   * @param content what the admin is told
   * @param mute whether the bot is to be silent in the chat from now on; null for no change
   */
  record Command(String content, Mute mute) implements Decision {

    /** Reason that is stored with it. */
    public static final String REASON = "admin_command";

    @Override
    public double confidence() {
      return 1;
    }

    @Override
    public Basis basis() {
      return Basis.NONE;
    }
  }

  /**
   * Whether the bot is silent in a chat.
   *
   * @param on silent, or speaking again
   * @param by WeChat id of the admin
   */
  record Mute(boolean on, String by) {}

  /** The same, with the rule that decided it. */
  default Decision by(String ruleId) {
    Basis named = basis().by(ruleId);
    return switch (this) {
      case Answer answer ->
          new Answer(answer.content(), answer.confidence(), answer.branch(), named);
      case Clarify clarify ->
          new Clarify(clarify.content(), clarify.confidence(), clarify.choices(), named);
      case HandOver handOver ->
          new HandOver(handOver.reason(), handOver.notice(), handOver.confidence(), named);
      case Ignore ignore -> new Ignore(ignore.reason(), named);
      case Command command -> command;
    };
  }

  /**
   * What a decision rests on and who wrote its text.
   *
   * @param evidence knowledge entries
   * @param provider who wrote the text; null for a text of the policy itself
   * @param model model that wrote it; may be null
   * @param tokensIn tokens read; may be null
   * @param tokensOut tokens written; may be null
   * @param ruleId rule that decided; may be null
   * @param costMicros what the models cost, in millionths of the currency; may be null
   */
  record Basis(
      List<EvidenceView> evidence,
      String provider,
      String model,
      Long tokensIn,
      Long tokensOut,
      String ruleId,
      Long costMicros) {

    /** A basis that cost nothing. */
    public Basis(
        List<EvidenceView> evidence,
        String provider,
        String model,
        Long tokensIn,
        Long tokensOut,
        String ruleId) {
      this(evidence, provider, model, tokensIn, tokensOut, ruleId, null);
    }

    /** Rests on nothing but the policy. */
    public static final Basis NONE = new Basis(List.of(), null, null, null, null, null);

    /** Copies the evidence. */
    public Basis {
      evidence = List.copyOf(evidence);
    }

    static Basis of(List<EvidenceView> evidence) {
      return new Basis(evidence, null, null, null, null, null);
    }

    Basis by(String rule) {
      return new Basis(evidence, provider, model, tokensIn, tokensOut, rule, costMicros);
    }
  }

  /**
   * An entry the customer can pick after a clarifying question.
   *
   * @param entryId knowledge entry
   * @param title what it is about, as it was shown
   * @param content its approved text
   * @param confidence 0 to 1
   */
  record Choice(String entryId, String title, String content, double confidence) {}
}

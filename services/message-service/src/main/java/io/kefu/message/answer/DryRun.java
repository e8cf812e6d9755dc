package io.kefu.message.answer;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.rules.Conditions;
import io.kefu.message.rules.Fact;
import io.kefu.message.rules.RuleAction;
import io.kefu.message.rules.RuleEngine;
import io.kefu.message.rules.RuleEngine.Verdict;
import io.kefu.message.rules.TenantPolicy;
import io.kefu.message.rules.Tracing;
import io.kefu.message.settings.Settings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells which rules would fire on a message, and why. Nothing is written, sent, written by a model
 * or asked of the ERP; the knowledge base is asked unless the request says what it would find. Pure
 * but for that question.
 */
public final class DryRun {

  private static final int MOST_TEXT = 4_000;
  private static final int MOST_NAME = 100;
  private static final int MOST_ENTRIES = 50;

  /**
   * What would become of the message.
   *
   * @param action reply, answer, clarify, transfer, erp_lookup, ignore; none when no rule decides
   * @param ruleId rule that decides; null for what no rule can change
   * @param text what the customer would read, as far as it is known beforehand; may be null
   * @param reason why, for a handover or for silence; may be null
   * @param beside what would be done beside it
   */
  public record Outcome(
      String action, String ruleId, String text, String reason, List<String> beside) {}

  /**
   * The whole trace.
   *
   * @param rulesVersion version of the rules that were tried; drafts keep that of the saved ones
   * @param quietHours whether it is night
   * @param searched whether the knowledge base was asked
   * @param facts values of all facts that were looked at
   * @param rules each rule, in order
   * @param decision what would become of the message
   */
  public record Report(
      long rulesVersion,
      boolean quietHours,
      boolean searched,
      Map<String, Object> facts,
      List<Tracing.Step> rules,
      Outcome decision) {}

  private DryRun() {}

  /** The message of a request; faults for what cannot be used. */
  public static Optional<Inquiry> inquiry(Part part, Instant now, Faults faults) {
    part.require("message");
    Optional<Part> message = part.part("message");
    Part none = message.orElse(null);
    if (none == null) {
      return Optional.empty();
    }
    message.get().require("text");
    String text = none.text("text", MOST_TEXT).orElse("");
    ChatType chatType =
        none.oneOf("chat_type", List.of("private", "group"))
            .map(name -> ChatType.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(ChatType.PRIVATE);
    ContentType contentType =
        none.oneOf(
                "content_type",
                List.of(
                    "text", "image", "voice", "video", "file", "link", "quote", "card", "system"))
            .map(name -> ContentType.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(ContentType.TEXT);
    boolean mentioned = none.flag("mentioned").orElse(false);
    boolean own = none.flag("own").orElse(false);
    boolean repeated = none.flag("question_repeated").orElse(false);
    Inquiry.Place place =
        new Inquiry.Place(
            none.text("agent_id", MOST_NAME).orElse("dry-run"),
            none.text("chat_id", MOST_NAME).orElse("dry-run"),
            none.text("chat_name", MOST_NAME).orElse("dry-run"));
    none.end();
    Inquiry.Contact contact = contact(part.part("customer").orElse(null));
    Optional<Part> talk = part.part("conversation");
    Inquiry.Attention attention =
        talk.flatMap(
                one -> one.oneOf("attention", List.of("bot", "queued", "queued_silent", "held")))
            .map(name -> Inquiry.Attention.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(Inquiry.Attention.BOT);
    String status = talk.flatMap(one -> one.text("status", 20)).orElse("NEED_REPLY");
    long handovers =
        talk.flatMap(one -> one.number("handover_count", 0, 1_000_000)).orElse(0).longValue();
    talk.ifPresent(Part::end);
    Instant at = part.instant("time").orElse(now);
    return Optional.of(
        new Inquiry(
            text,
            contentType,
            chatType,
            mentioned,
            own,
            contact.bucket().equals("BLACK"),
            attention,
            repeated ? Question.digest(text) : null,
            List.of(),
            place,
            contact,
            new Inquiry.Talk(new UUID(0, 0), status, () -> handovers),
            at));
  }

  private static Inquiry.Contact contact(Part part) {
    if (part == null) {
      return new Inquiry.Contact(new UUID(0, 0), "客户", "GRAY", false, "C", List.of(), null, 0);
    }
    Inquiry.Contact contact =
        new Inquiry.Contact(
            new UUID(0, 0),
            part.text("name", MOST_NAME).orElse("客户"),
            part.oneOf("bucket", List.of("WHITE", "GRAY", "BLACK")).orElse("GRAY"),
            part.flag("on_file").orElse(false),
            part.oneOf("grade", List.of("A", "B", "C", "D")).orElse("C"),
            part.texts("tags", MOST_ENTRIES, MOST_NAME).orElse(List.of()),
            part.text("trigger_label", MOST_NAME).orElse(null),
            part.number("intent_score", 0, 100).orElse(0));
    part.end();
    return contact;
  }

  /** What the knowledge base shall be taken to say; empty for asking it. */
  public static Optional<Retrieval> retrieval(Part part) {
    Optional<Part> given = part.part("retrieval");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Part one = given.get();
    boolean failed = one.flag("failed").orElse(false);
    double confidence = one.share("confidence").orElse(0.0);
    boolean approved = one.flag("approved").orElse(true);
    List<String> vetoes = one.texts("vetoes", MOST_ENTRIES, MOST_NAME).orElse(List.of());
    String content = one.text("content", MOST_TEXT).orElse("（知识库条目）");
    one.end();
    if (failed) {
      return Optional.of(Retrieval.FAILED);
    }
    SearchHit hit =
        new SearchHit(
            "dry-run",
            "dry-run",
            "dry-run",
            1,
            EntryKind.QA,
            "",
            null,
            content,
            approved,
            List.of(),
            confidence,
            confidence,
            null,
            null,
            vetoes);
    List<SearchHit> hits = confidence == 0 ? List.of() : List.of(hit);
    return Optional.of(new Retrieval(new SearchResult(hits, confidence, false, 0, null), 0));
  }

  /**
   * Tries the rules out.
   *
   * @param search asks the knowledge base about a text; called at most once
   */
  public static Report run(
      TenantPolicy policy,
      Inquiry inquiry,
      Conditions conditions,
      Function<String, Retrieval> search) {
    Settings settings = policy.settings();
    boolean quiet = settings.quiet(inquiry.at());
    Map<String, Object> seen = new LinkedHashMap<>();
    Optional<Decision> silent = Safety.silence(inquiry, settings);
    if (silent.isPresent()) {
      return new Report(
          policy.rulesVersion(), quiet, false, seen, List.of(), outcome(silent.get()));
    }
    MessageFacts[] own = new MessageFacts[1];
    Supplier<Retrieval> knowledge = () -> search.apply(own[0].text());
    MessageFacts facts = new MessageFacts(inquiry, settings, knowledge);
    own[0] = facts;
    Tracing tracing = new Tracing(conditions);
    Verdict verdict =
        RuleEngine.run(
            policy.rules(),
            fact -> {
              Object value = facts.value(fact);
              if (fact != Fact.WORDS) {
                seen.put(fact.celName(), value);
              }
              return value;
            },
            inquiry.at(),
            quiet,
            tracing);
    Outcome decision = outcome(verdict, settings, new Wordings(facts, settings), facts, quiet);
    return new Report(
        policy.rulesVersion(), quiet, facts.retrieved(), seen, tracing.steps(), decision);
  }

  private static Outcome outcome(Decision silent) {
    return switch (silent) {
      case Decision.HandOver handOver ->
          new Outcome("transfer", null, null, handOver.reason().code(), List.of());
      case Decision.Ignore ignore -> new Outcome("ignore", null, null, ignore.reason(), List.of());
      case Decision.Answer answer -> new Outcome("reply", null, answer.content(), null, List.of());
      case Decision.Command command ->
          new Outcome("reply", null, command.content(), Decision.Command.REASON, List.of());
      case Decision.Clarify clarify ->
          new Outcome("clarify", null, clarify.content(), null, List.of());
    };
  }

  private static Outcome outcome(
      Verdict verdict, Settings settings, Wordings wordings, MessageFacts facts, boolean quiet) {
    List<String> beside =
        verdict.beside().stream().map(fired -> fired.ruleId() + ": " + fired.action()).toList();
    if (verdict.decision().isEmpty()) {
      return quiet
          ? new Outcome("transfer", null, settings.text("off_hours"), "quiet_hours", beside)
          : new Outcome("transfer", null, settings.text("handover"), "no_rule", beside);
    }
    RuleEngine.Fired<RuleAction.Deciding> fired = verdict.decision().get();
    RuleAction.Deciding action = fired.action();
    boolean night = quiet && !fired.inQuietHours();
    String text =
        switch (action) {
          case RuleAction.Reply reply -> wordings.fill(reply.text());
          case RuleAction.Clarify clarify ->
              clarify.text() == null ? null : wordings.fill(clarify.text());
          case RuleAction.Transfer transfer ->
              night
                  ? settings.text("off_hours")
                  : transfer.notice() == null
                      ? settings.text("handover")
                      : wordings.fill(transfer.notice());
          case RuleAction.Answer answer ->
              facts.retrieved()
                  ? facts.retrieval().best().map(SearchHit::content).orElse(null)
                  : null;
          case RuleAction.LookUp lookUp -> null;
          case RuleAction.Ignore ignore -> null;
        };
    String reason =
        switch (action) {
          case RuleAction.Transfer transfer -> transfer.reason().code();
          case RuleAction.Ignore ignore -> ignore.reason();
          case RuleAction.Answer answer -> "mode " + answer.mode().name().toLowerCase(Locale.ROOT);
          case RuleAction.Reply reply -> null;
          case RuleAction.Clarify clarify -> null;
          case RuleAction.LookUp lookUp -> null;
        };
    return new Outcome(action.type(), fired.ruleId(), text, reason, beside);
  }
}

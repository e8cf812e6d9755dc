package io.kefu.message.answer;

import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.erp.ErpLookup;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.answer.Inquiry.Attention;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import io.kefu.message.reply.ReplyConfig;
import io.kefu.message.rules.Conditions;
import io.kefu.message.rules.ConversationRecord;
import io.kefu.message.rules.Rule;
import io.kefu.message.rules.RuleLimits;
import io.kefu.message.rules.RuleReader;
import io.kefu.message.rules.RuleSet;
import io.kefu.message.rules.ShippedRules;
import io.kefu.message.rules.TenantPolicy;
import io.kefu.message.settings.Settings;
import io.kefu.message.settings.SettingsDefaults;
import io.kefu.message.settings.SettingsDocument;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Decides with the shipped rules, a tenant's own, and neighbours that the test plays. */
public final class PolicyDesk {

  /** The configuration's defaults. */
  public static final AnswerConfig CONFIG =
      config(AnswerConfig.class, Map.of("kefu.message.answer.deadlines.search-patience", "0s"));

  /** The settings of a tenant that set nothing. */
  public static final Settings DEFAULTS =
      PolicyDefaults.of(config(SettingsDefaults.class), CONFIG, config(ReplyConfig.class));

  /** One CEL environment for all tests. */
  public static final RuleReader READER = new RuleReader(new Conditions());

  /** The shipped rules. */
  public static final List<Rule> SHIPPED = ShippedRules.load(READER, RuleLimits.of(DEFAULTS));

  /** A Sunday, 14:00 in China. */
  public static final Instant NOON = Instant.parse("2026-11-22T06:00:00Z");

  final List<SearchRequest> searched = new ArrayList<>();
  final List<RewriteClient.Request> rewritten = new ArrayList<>();
  final List<AnswerRequest> written = new ArrayList<>();
  final List<ErpLookup> lookedUp = new ArrayList<>();
  final Set<LocalDate> told = new HashSet<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  Function<SearchRequest, Uni<SearchResult>> knowledge = request -> Uni.createFrom().item(found());
  Function<AnswerRequest, Uni<AnswerResult>> writer =
      request -> Uni.createFrom().failure(new IllegalStateException("nobody writes"));
  Function<ErpLookup, Uni<ErpLookupResult>> erp =
      lookup -> Uni.createFrom().failure(new IllegalStateException("no ERP"));
  Function<RewriteClient.Request, Uni<RewriteClient.Response>> rewriter =
      request -> Uni.createFrom().failure(new IllegalStateException("nobody rewrites"));
  List<Turn> history = List.of();
  Settings settings = DEFAULTS;
  long handovers;
  List<Rule> own = List.of();

  /** A desk whose knowledge base finds these entries. */
  public static PolicyDesk finding(SearchHit... hits) {
    PolicyDesk desk = new PolicyDesk();
    desk.knowledge = request -> Uni.createFrom().item(found(hits));
    return desk;
  }

  /** The same with rules of the tenant. */
  public PolicyDesk with(String rulesJson) {
    Faults faults = new Faults();
    own = READER.readAll(Documents.parse(rulesJson), "/rules", RuleLimits.of(settings), faults);
    faults.throwIfAny();
    return this;
  }

  /** The same with settings of the tenant. */
  public PolicyDesk set(String settingsJson) {
    Faults faults = new Faults();
    settings = SettingsDocument.over(DEFAULTS, Documents.parse(settingsJson), faults);
    faults.throwIfAny();
    return this;
  }

  /** Decides. */
  public Answering.Decided decide(Inquiry inquiry) {
    Neighbours neighbours =
        new Neighbours(null, null, null, null, null, CONFIG) {
          @Override
          public Uni<RewriteClient.Response> rewrite(
              String tenantId, RewriteClient.Request request) {
            rewritten.add(request);
            return rewriter.apply(request);
          }

          @Override
          public Uni<SearchResult> search(String tenantId, SearchRequest request) {
            searched.add(request);
            return knowledge.apply(request);
          }

          @Override
          public Uni<AnswerResult> write(String tenantId, AnswerRequest request) {
            written.add(request);
            return writer.apply(request);
          }

          @Override
          public Uni<ErpLookupResult> lookUp(String tenantId, ErpLookup lookup) {
            lookedUp.add(lookup);
            return erp.apply(lookup);
          }
        };
    ConversationRecord record =
        new ConversationRecord(null) {
          @Override
          public boolean told(String tenantId, UUID conversationId, LocalDate night) {
            return told.contains(night);
          }

          @Override
          public long handoversSince(String tenantId, UUID conversationId, Instant since) {
            return handovers;
          }
        };
    TenantPolicy policy = new TenantPolicy("t", 1, 0, settings, RuleSet.of(SHIPPED, own));
    Answering answering =
        new Answering(
            tenant -> policy,
            CONFIG,
            neighbours,
            new PatientSearch(neighbours, CONFIG, Clock.systemUTC()),
            new LookUps(neighbours, metrics),
            record,
            metrics);
    return answering.decide("t", "m1", inquiry, () -> history);
  }

  /** Decides about a private text. */
  public Decision decide(String text) {
    return decide(inquiry(text, Attention.BOT, null)).decision();
  }

  /** A private text. */
  public static Inquiry inquiry(String text, Attention attention, String previous) {
    return inquiry(text, ChatType.PRIVATE, ContentType.TEXT, false, attention, previous, NOON);
  }

  /** Any message. */
  public static Inquiry inquiry(
      String text,
      ChatType chatType,
      ContentType contentType,
      boolean mentioned,
      Attention attention,
      String previous,
      Instant at) {
    return new Inquiry(
        text,
        contentType,
        chatType,
        mentioned,
        false,
        false,
        attention,
        previous,
        List.of(),
        new Inquiry.Place("a1", "c1", "张三"),
        new Inquiry.Contact(new UUID(0, 1), "张三", "GRAY", false, "B", List.of("老客户"), "售前", 40),
        new Inquiry.Talk(new UUID(0, 2), "NEED_REPLY", () -> 2),
        at);
  }

  /** What a search gives. */
  public static SearchResult found(SearchHit... hits) {
    return new SearchResult(
        List.of(hits), hits.length == 0 ? 0 : hits[0].confidence(), false, 1, null);
  }

  /** A curated entry. */
  public static SearchHit hit(double confidence, boolean approved, String... vetoes) {
    return new SearchHit(
        "e1",
        "doc",
        "kb",
        1,
        EntryKind.QA,
        "保修",
        "保修多久？",
        "两年。",
        approved,
        List.of(),
        confidence,
        confidence,
        null,
        null,
        List.of(vetoes));
  }

  /** The defaults under a configuration. */
  static Settings defaults(Map<String, String> values) {
    return PolicyDefaults.of(
        config(SettingsDefaults.class, values), CONFIG, config(ReplyConfig.class, values));
  }

  private static <T> T config(Class<T> type) {
    return config(type, Map.of());
  }

  private static <T> T config(Class<T> type, Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(type)
        .withDefaultValues(values)
        .withConverter(
            Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
        .withConverter(
            java.time.ZoneId.class, 200, new io.quarkus.runtime.configuration.ZoneIdConverter())
        .build()
        .getConfigMapping(type);
  }
}

package io.kefu.erp.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kefu.contracts.erp.ErpLookup;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.erp.ErpLookupStatus;
import io.kefu.contracts.erp.ErpRecord;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.connector.CallLimit;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.DocumentQuery;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpDocument;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.lookup.CustomerLink.Link;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Asks a tenant's ERP on behalf of one customer. Gentle: an answer is remembered for a short while,
 * few questions are under way at once, and an ERP that fails repeatedly is left alone for a moment.
 * Blocks, never longer than the deadline; never throws for an ERP's sake.
 */
@ApplicationScoped
public class Lookups {

  private static final Logger LOG = Logger.getLogger(Lookups.class);
  private static final ErpLookupResult UNAVAILABLE =
      new ErpLookupResult(ErpLookupStatus.UNAVAILABLE, List.of());
  private static final ErpLookupResult NOT_LINKED =
      new ErpLookupResult(ErpLookupStatus.NOT_LINKED, List.of());
  private static final ErpLookupResult NOT_FOUND =
      new ErpLookupResult(ErpLookupStatus.NOT_FOUND, List.of());

  private final Connectors connectors;
  private final CustomerLink links;
  private final ErpConfig.Lookup config;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Cache<Question, ErpLookupResult> answers;
  private final Semaphore underWay;
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  /** The ERP's customer belongs to the question: a new link never finds an old answer. */
  private record Question(String tenantId, DocumentQuery query) {}

  private record Trouble(int failures, Instant until) {}

  /** Wires the lookups. */
  public Lookups(
      Connectors connectors,
      CustomerLink links,
      ErpConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.connectors = connectors;
    this.links = links;
    this.config = config.lookup();
    this.clock = clock;
    this.metrics = metrics;
    this.underWay = new Semaphore(this.config.parallel());
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(this.config.kept())
            .expireAfterWrite(this.config.remembered())
            .build();
  }

  /**
   * Answers a question.
   *
   * @param left how long the caller waits; shortened to {@code kefu.erp.lookup.longest}
   */
  public ErpLookupResult ask(String tenantId, ErpLookup lookup, Duration left) {
    Duration patience = left.compareTo(config.longest()) > 0 ? config.longest() : left;
    Timer.Sample sample = Timer.start(metrics);
    ErpLookupResult result =
        patience.isPositive() ? answer(tenantId, lookup, CallLimit.waiting(patience)) : UNAVAILABLE;
    sample.stop(
        metrics.timer(
            "erp_lookup_duration", "kind", lookup.kind().name(), "status", result.status().name()));
    return result;
  }

  private ErpLookupResult answer(String tenantId, ErpLookup lookup, CallLimit limit) {
    Optional<ErpConnector> connector = connectors.of(tenantId);
    if (connector.isEmpty()) {
      return UNAVAILABLE;
    }
    Link link;
    try {
      Duration wait = Duration.ofNanos(Math.max(1, limit.leftNanos(config.longest())));
      link = links.of(tenantId, lookup.customerId()).await().atMost(wait);
    } catch (TimeoutException e) {
      return UNAVAILABLE;
    }
    boolean stock = lookup.kind() == ErpLookupKind.STOCK;
    if (link.closed()) {
      return UNAVAILABLE;
    }
    if (!stock && link.erpId().isEmpty()) {
      return NOT_LINKED;
    }
    Optional<String> number =
        Optional.ofNullable(lookup.number())
            .map(text -> Normalizer.normalize(text, Normalizer.Form.NFKC).strip())
            .filter(text -> !text.isEmpty());
    if (stock && number.isEmpty()) {
      // The whole stock is no answer to a customer.
      return NOT_FOUND;
    }
    Question question =
        new Question(
            tenantId,
            new DocumentQuery(lookup.kind(), stock ? Optional.empty() : link.erpId(), number));
    ErpLookupResult known = answers.getIfPresent(question);
    return known == null ? askErp(question, connector.get(), limit) : known;
  }

  private ErpLookupResult askErp(Question question, ErpConnector connector, CallLimit limit) {
    String tenant = question.tenantId();
    Trouble trouble = troubles.get(tenant);
    if (trouble != null && clock.instant().isBefore(trouble.until())) {
      return UNAVAILABLE;
    }
    if (!underWay.tryAcquire()) {
      metrics.counter("erp_lookup_turned_away").increment();
      return UNAVAILABLE;
    }
    try {
      ErpLookupResult result = result(connector.documents(question.query(), limit));
      troubles.remove(tenant);
      answers.put(question, result);
      return result;
    } catch (ErpException e) {
      troubles.merge(tenant, trouble(1), (old, one) -> trouble(old.failures() + 1));
      metrics.counter("error_count_total", "code", e.kind().code(), "topic", "erp").increment();
      LOG.warnf(
          "lookup failed: tenant=%s kind=%s code=%s cause=%s",
          tenant, question.query().kind(), e.kind().code(), e.getMessage());
      return UNAVAILABLE;
    } finally {
      underWay.release();
    }
  }

  private Trouble trouble(int failures) {
    Instant now = clock.instant();
    return new Trouble(failures, failures >= config.failures() ? now.plus(config.pause()) : now);
  }

  private ErpLookupResult result(List<ErpDocument> documents) {
    if (documents.isEmpty()) {
      return NOT_FOUND;
    }
    Instant now = clock.instant();
    return new ErpLookupResult(
        ErpLookupStatus.FOUND,
        documents.stream()
            .limit(config.records())
            .map(
                document ->
                    new ErpRecord(
                        document.number(),
                        document.title(),
                        document.status().orElse(null),
                        document.fields(),
                        now))
            .toList());
  }
}

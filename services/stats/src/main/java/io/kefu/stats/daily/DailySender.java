package io.kefu.stats.daily;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.daily.DailyConfig.WebhookConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends the report of the day before. The protocol: (1) when the hour has come, each webhook gets a
 * row for the day, once; (2) whoever takes a row that is due moves its due time on first, so that
 * no second replica takes it too; (3) the row says how it ended. A crash between sending and 3
 * sends a report twice, never none.
 */
@ApplicationScoped
public class DailySender {

  private static final Logger LOG = Logger.getLogger(DailySender.class);
  private static final Duration DATABASE = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 10;

  private static final String PLAN =
      """
      INSERT INTO daily_report (tenant_id, day, webhook, state, due_at)
      VALUES ($1, $2, $3, 'PENDING', $4) ON CONFLICT DO NOTHING
      """;
  private static final String TAKE =
      """
      UPDATE daily_report AS r SET due_at = $2, attempts = r.attempts + 1
      FROM (
        SELECT tenant_id, day, webhook FROM daily_report
        WHERE state = 'PENDING' AND due_at <= $1
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS next
      WHERE r.tenant_id = next.tenant_id AND r.day = next.day AND r.webhook = next.webhook
      RETURNING r.tenant_id, r.day, r.webhook, r.attempts
      """;
  private static final String END =
      """
      UPDATE daily_report SET state = $4, error = $5, due_at = $6,
        sent_at = CASE WHEN $4 = 'SENT' THEN now() END
      WHERE tenant_id = $1 AND day = $2 AND webhook = $3
      """;

  private record Due(String tenantId, LocalDate day, String webhook, int attempts) {}

  private final TenantScope tenants;
  private final DailyStore store;
  private final StatsConfig config;
  private final ObjectMapper json;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final HttpClient http;

  /** Wires the sender. */
  public DailySender(
      TenantScope tenants,
      DailyStore store,
      StatsConfig config,
      ObjectMapper json,
      Clock clock,
      MeterRegistry metrics) {
    this.tenants = tenants;
    this.store = store;
    this.config = config;
    this.json = json;
    this.clock = clock;
    this.metrics = metrics;
    this.http = HttpClient.newBuilder().connectTimeout(config.daily().timeout()).build();
  }

  /** Plans and sends what is due; blocks meanwhile. */
  @Scheduled(
      every = "${kefu.statistics.daily.every:1m}",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public void run() {
    if (config.daily().webhooks().isEmpty()) {
      return;
    }
    try {
      plan();
      for (Optional<Due> due = take(); due.isPresent(); due = take()) {
        send(due.get());
      }
    } catch (RuntimeException e) {
      LOG.warnf("daily reports are sent later: %s", e);
    }
  }

  private void plan() {
    ZonedDateTime now = clock.instant().atZone(config.zone());
    if (now.toLocalTime().isBefore(config.daily().at())) {
      return;
    }
    LocalDate day = now.toLocalDate().minusDays(1);
    config
        .daily()
        .webhooks()
        .forEach(
            (name, webhook) ->
                await(
                    tenants.inTransaction(
                        webhook.tenant(),
                        connection ->
                            connection
                                .preparedQuery(PLAN)
                                .execute(
                                    Tuple.of(
                                        webhook.tenant(), day, name, now.toOffsetDateTime())))));
  }

  private Optional<Due> take() {
    Instant now = clock.instant();
    RowSet<Row> rows =
        await(
            tenants.acrossTenants(
                connection ->
                    connection
                        .preparedQuery(TAKE)
                        .execute(
                            Tuple.of(
                                now.atOffset(ZoneOffset.UTC),
                                now.plus(LEASE).atOffset(ZoneOffset.UTC)))));
    if (rows.size() == 0) {
      return Optional.empty();
    }
    Row row = rows.iterator().next();
    return Optional.of(
        new Due(
            row.getString("tenant_id"),
            row.getLocalDate("day"),
            row.getString("webhook"),
            row.getInteger("attempts")));
  }

  private void send(Due due) {
    WebhookConfig webhook = config.daily().webhooks().get(due.webhook());
    if (webhook == null || !webhook.tenant().equals(due.tenantId())) {
      end(due, "FAILED", "the webhook is configured no more");
      return;
    }
    Optional<String> refusal = call(due, webhook);
    if (refusal.isEmpty()) {
      LOG.infof(
          "daily report sent: tenant=%s day=%s webhook=%s",
          due.tenantId(), due.day(), due.webhook());
      end(due, "SENT", null);
      return;
    }
    boolean last = due.attempts() >= config.daily().maxAttempts();
    // The address holds a token: it is named, never shown.
    LOG.warnf(
        "daily report not taken: tenant=%s day=%s webhook=%s attempt=%d last=%s cause=%s",
        due.tenantId(), due.day(), due.webhook(), due.attempts(), last, refusal.get());
    if (last) {
      metrics
          .counter("error_count_total", "code", "daily_report_failed", "topic", "webhook")
          .increment();
    }
    end(due, last ? "FAILED" : "PENDING", refusal.get());
  }

  private Optional<String> call(Due due, WebhookConfig webhook) {
    DailyFigures figures = await(store.figures(due.tenantId(), due.day()));
    WebhookCall call =
        WebhookCall.of(
            webhook.kind(), webhook.url(), webhook.secret(), figures, clock.instant(), json);
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(call.address())
                  .timeout(config.daily().timeout())
                  .header("Content-Type", "application/json; charset=utf-8")
                  .POST(HttpRequest.BodyPublishers.ofString(call.body()))
                  .build(),
              BodyHandlers.ofString());
      return WebhookCall.refusal(webhook.kind(), answer.statusCode(), answer.body(), json);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("not reached: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private void end(Due due, String state, String error) {
    long factor = 1L << Math.min(due.attempts() - 1, MOST_DOUBLINGS);
    Duration pause = config.daily().firstPause().multipliedBy(factor);
    Instant next = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    await(
        tenants.inTransaction(
            due.tenantId(),
            connection ->
                connection
                    .preparedQuery(END)
                    .execute(
                        Tuple.of(
                            due.tenantId(),
                            due.day(),
                            due.webhook(),
                            state,
                            error,
                            next.atOffset(ZoneOffset.UTC)))));
  }

  private static <T> T await(Uni<T> work) {
    return work.await().atMost(DATABASE);
  }

  @PreDestroy
  void close() {
    http.close();
  }
}

package io.kefu.ai.budget;

import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.Providers;
import io.kefu.ai.tenant.TenantSettings;
import io.kefu.ai.tenant.TenantSettingsStore;
import io.kefu.chassis.tenancy.TenantScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The account of each tenant's day in PostgreSQL. Blocks its caller: call it on a virtual thread.
 */
@ApplicationScoped
public class UsageLedger {

  private static final Logger LOG = Logger.getLogger(UsageLedger.class);
  private static final double MICROS = 1e6;

  private static final String ADD =
      """
      INSERT INTO usage_day AS u
        (tenant_id, day, provider, model, requests, failures, tokens_in, tokens_out, cost_micros)
      VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8)
      ON CONFLICT (tenant_id, day, provider, model) DO UPDATE SET
        requests = u.requests + 1,
        failures = u.failures + excluded.failures,
        tokens_in = u.tokens_in + excluded.tokens_in,
        tokens_out = u.tokens_out + excluded.tokens_out,
        cost_micros = u.cost_micros + excluded.cost_micros
      """;
  private static final String SPENT =
      """
      SELECT coalesce(sum(tokens_in + tokens_out), 0)::bigint AS tokens,
        coalesce(sum(cost_micros), 0)::bigint AS cost
      FROM usage_day WHERE tenant_id = $1 AND day = $2
      """;
  private static final String READ =
      """
      SELECT day, provider, model, requests, failures, tokens_in, tokens_out, cost_micros
      FROM usage_day WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
      ORDER BY day, provider, model
      """;

  /** One model's use on one day; cost in the currency of the price list. */
  public record Usage(
      LocalDate day,
      String provider,
      String model,
      long requests,
      long failures,
      long tokensIn,
      long tokensOut,
      double cost) {}

  /**
   * A tenant's day so far.
   *
   * @param tokens read and written
   * @param costMicros millionths of the currency
   */
  public record Spent(long tokens, long costMicros) {}

  private final TenantScope tenants;
  private final Providers providers;
  private final TenantSettingsStore settings;
  private final BudgetConfig config;
  private final Clock clock;
  private final MeterRegistry metrics;

  /** Uses the service's own pool. */
  public UsageLedger(
      TenantScope tenants,
      Providers providers,
      TenantSettingsStore settings,
      BudgetConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.tenants = tenants;
    this.providers = providers;
    this.settings = settings;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Today, where the tenant is. */
  public LocalDate today(String tenantId) {
    TenantSettings.Budget budget = settings.of(tenantId).settings().budget();
    ZoneId zone =
        budget == null || budget.zone() == null ? config.zone() : ZoneId.of(budget.zone());
    return LocalDate.ofInstant(clock.instant(), zone);
  }

  /**
   * Notes calls. Never fails, and never holds up an answer for long: what the database has not
   * confirmed after the configured patience is still being written.
   */
  public void note(String tenantId, List<Attempt> attempts) {
    // In one order everywhere, so that two transactions never wait for each other's rows.
    List<Tuple> rows = new ArrayList<>();
    attempts.stream()
        .filter(UsageLedger::reachedTheProvider)
        .sorted(Comparator.comparing(Attempt::provider).thenComparing(Attempt::model))
        .forEach(attempt -> rows.add(row(tenantId, attempt)));
    if (rows.isEmpty()) {
      return;
    }
    try {
      tenants
          .inTransaction(tenantId, connection -> connection.preparedQuery(ADD).executeBatch(rows))
          .onFailure()
          .invoke(error -> lost(rows.size(), error))
          .subscribeAsCompletionStage()
          .get(config.noted().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("usage is not confirmed yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lost(int calls, Throwable error) {
    metrics
        .counter("error_count_total", "code", "usage_not_noted", "topic", "usage")
        .increment(calls);
    LOG.errorf("usage of %d model calls could not be noted: %s", calls, error.getClass());
  }

  private static boolean reachedTheProvider(Attempt attempt) {
    return attempt.failure() == null || attempt.failure().reachedTheProvider();
  }

  private Tuple row(String tenantId, Attempt attempt) {
    return Tuple.tuple()
        .addString(tenantId)
        .addLocalDate(today(tenantId))
        .addString(attempt.provider())
        .addString(attempt.model())
        .addLong(attempt.failure() == null ? 0L : 1L)
        .addLong(attempt.tokensIn())
        .addLong(attempt.tokensOut())
        .addLong(providers.costMicros(tenantId, attempt));
  }

  /** What a tenant spent today. */
  public Spent spentToday(String tenantId) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection.preparedQuery(SPENT).execute(Tuple.of(tenantId, today(tenantId))))
        .map(rows -> rows.iterator().next())
        .map(row -> new Spent(row.getLong("tokens"), row.getLong("cost")))
        .await()
        .atMost(config.patience());
  }

  /** A tenant's use between two days, both included. */
  public List<Usage> usage(String tenantId, LocalDate from, LocalDate to) {
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(READ).execute(Tuple.of(tenantId, from, to)))
        .map(
            rows -> {
              List<Usage> usage = new ArrayList<>();
              rows.forEach(row -> usage.add(usage(row)));
              return usage;
            })
        .await()
        .atMost(config.patience());
  }

  private static Usage usage(Row row) {
    return new Usage(
        row.getLocalDate("day"),
        row.getString("provider"),
        row.getString("model"),
        row.getLong("requests"),
        row.getLong("failures"),
        row.getLong("tokens_in"),
        row.getLong("tokens_out"),
        row.getLong("cost_micros") / MICROS);
  }
}

package io.kefu.message.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.message.document.Faults;
import io.kefu.message.rules.PolicyStore.Changed;
import io.kefu.message.rules.PolicyStore.Stored;
import io.kefu.message.settings.DefaultSettings;
import io.kefu.message.settings.Settings;
import io.kefu.message.settings.SettingsDocument;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The policies of all tenants this replica has met, compiled. A tenant's is read when its first
 * message comes; after that the book looks every second for tenants whose versions changed,
 * whichever replica changed them, and reads those again. While the database is away it goes on with
 * what it knows, and afterwards looks back as far as it was away.
 */
@ApplicationScoped
public class PolicyBook implements Policies {

  private static final Logger LOG = Logger.getLogger(PolicyBook.class);

  /** A transaction may commit that long after it took its time stamp. */
  private static final Duration LATE_COMMIT = Duration.ofSeconds(30);

  private final PolicyStore store;
  private final Settings defaults;
  private final RuleReader reader;
  private final List<Rule> shipped;
  private final MeterRegistry metrics;
  private final Map<String, TenantPolicy> known = new ConcurrentHashMap<>();
  private final Set<String> reading = ConcurrentHashMap.newKeySet();
  private final List<Consumer<TenantPolicy>> listeners = new CopyOnWriteArrayList<>();
  private volatile Instant seenUntil = Instant.EPOCH;

  /** Compiles the shipped rules: a mistake in them keeps the service from starting. */
  public PolicyBook(
      PolicyStore store, DefaultSettings defaults, RuleReader reader, MeterRegistry metrics) {
    this.store = store;
    this.defaults = defaults.get();
    this.reader = reader;
    this.shipped = ShippedRules.load(reader, RuleLimits.of(this.defaults));
    this.metrics = metrics;
    metrics.gaugeMapSize("rule_sets", List.of(), known);
  }

  /** Tells a listener of every policy that was read again because it changed. */
  void onChange(Consumer<TenantPolicy> listener) {
    listeners.add(listener);
  }

  /** The shipped rules. */
  public List<Rule> shipped() {
    return shipped;
  }

  /** The defaults of settings. */
  public Settings defaults() {
    return defaults;
  }

  @Override
  public TenantPolicy of(String tenantId) {
    TenantPolicy policy = known.get(tenantId);
    return policy != null ? policy : current(tenantId).subscribeAsCompletionStage().join();
  }

  /**
   * The settings as they are known on this replica: the defaults for a tenant that was not met yet,
   * whose settings are then read for the next who asks. Never blocks.
   */
  public Settings atHand(String tenantId) {
    TenantPolicy policy = known.get(tenantId);
    if (policy != null) {
      return policy.settings();
    }
    if (reading.add(tenantId)) {
      current(tenantId)
          .onTermination()
          .invoke(() -> reading.remove(tenantId))
          .subscribe()
          .with(
              read -> {},
              failure -> LOG.warnf("cannot read settings, using the defaults: %s", failure));
    }
    return defaults;
  }

  /** The policy, without blocking. */
  public Uni<TenantPolicy> current(String tenantId) {
    TenantPolicy policy = known.get(tenantId);
    return policy != null
        ? Uni.createFrom().item(policy)
        : store.read(tenantId).map(stored -> keep(tenantId, stored));
  }

  /** Takes over what was just stored through this replica. */
  public TenantPolicy take(String tenantId, Stored stored) {
    TenantPolicy policy = keep(tenantId, stored);
    listeners.forEach(listener -> listener.accept(policy));
    return policy;
  }

  private TenantPolicy keep(String tenantId, Stored stored) {
    TenantPolicy read = compiled(tenantId, stored);
    return known.merge(
        tenantId,
        read,
        (before, next) ->
            next.rulesVersion() >= before.rulesVersion()
                    && next.settingsVersion() >= before.settingsVersion()
                ? next
                : before);
  }

  /** A stored rule that a newer product cannot read is left out: the others go on. */
  TenantPolicy compiled(String tenantId, Stored stored) {
    Faults faults = new Faults();
    Settings settings = SettingsDocument.over(defaults, stored.settings(), faults);
    List<Rule> own = reader.readAll(stored.rules(), "/rules", RuleLimits.STORED, faults);
    if (!faults.isEmpty()) {
      metrics.counter("rules_unreadable").increment(faults.size());
      LOG.errorf(
          "%d stored rules or settings of tenant %s cannot be used, the first: %s",
          faults.size(), tenantId, faults.list().getFirst());
    }
    return new TenantPolicy(
        tenantId,
        stored.rulesVersion(),
        stored.settingsVersion(),
        settings,
        RuleSet.of(shipped, own));
  }

  /** The rules as they would be with others in the tenant's place; for trying them out. */
  public TenantPolicy draft(TenantPolicy policy, JsonNode rules, Faults faults) {
    List<Rule> own = reader.readAll(rules, "/rules", RuleLimits.of(policy.settings()), faults);
    return new TenantPolicy(
        policy.tenantId(),
        policy.rulesVersion(),
        policy.settingsVersion(),
        policy.settings(),
        RuleSet.of(shipped, own));
  }

  @Scheduled(
      every = "{kefu.message.rules.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return store
        .changedAfter(seenUntil.equals(Instant.EPOCH) ? seenUntil : seenUntil.minus(LATE_COMMIT))
        .chain(this::readAgain)
        .onFailure()
        .invoke(failure -> LOG.warnf("cannot look for changed rules, trying again: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> readAgain(List<Changed> changed) {
    List<Uni<Void>> work = new ArrayList<>();
    for (Changed row : changed) {
      TenantPolicy policy = known.get(row.tenantId());
      boolean stale =
          policy != null
              && (policy.rulesVersion() != row.rulesVersion()
                  || policy.settingsVersion() != row.settingsVersion());
      if (stale) {
        work.add(
            store
                .read(row.tenantId())
                .invoke(stored -> take(row.tenantId(), stored))
                .replaceWithVoid());
      }
    }
    Uni<Void> done =
        work.isEmpty()
            ? Uni.createFrom().voidItem()
            : Uni.join().all(work).andFailFast().replaceWithVoid();
    return done.invoke(
        () ->
            changed.stream()
                .map(Changed::asOf)
                .max(Instant::compareTo)
                .ifPresent(asOf -> seenUntil = asOf));
  }
}

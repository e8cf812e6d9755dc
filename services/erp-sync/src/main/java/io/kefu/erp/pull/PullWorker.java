package io.kefu.erp.pull;

import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.pull.PullTurns.Turn;
import io.kefu.erp.push.Backoff;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Pages through the ERP's customers. Rows that changed queue their customers, and the push worker
 * brings both sides together; a row nobody knows becomes a customer. A pull that breaks off has
 * lost nothing: the pages it stored are stored, and the next one begins at the first page.
 */
@ApplicationScoped
public class PullWorker {

  private static final Logger LOG = Logger.getLogger(PullWorker.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final String OWN_FAULT = "internal_error";
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

  private final Connectors connectors;
  private final PullTurns turns;
  private final PullStore store;
  private final ErpConfig config;
  private final MeterRegistry metrics;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /** Wires the worker. */
  public PullWorker(
      Connectors connectors,
      PullTurns turns,
      PullStore store,
      ErpConfig config,
      MeterRegistry metrics) {
    this.turns = turns;
    this.config = config;
    this.connectors = connectors;
    this.store = store;
    this.metrics = metrics;
  }

  @Scheduled(
      every = "${kefu.erp.pull.check-every:30s}",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void tick() {
    for (String tenant : connectors.tenants()) {
      try {
        pull(tenant);
      } catch (RuntimeException e) {
        LOG.warnf("pull of tenant %s stopped, trying again later: %s", tenant, e);
      }
    }
  }

  /**
   * Pulls once if it is due; blocks; answers how many rows had changed, or nothing if it was not
   * due or did not reach the last page.
   */
  public OptionalInt pull(String tenantId) {
    Optional<ErpConnector> connector = connectors.of(tenantId);
    if (connector.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<Turn> turn = wait(turns.takeTurn(tenantId, connector.get().hasNews()));
    if (turn.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean complete = false;
    String state = "UP";
    String error = null;
    int changed = 0;
    try {
      Optional<String> next = Optional.empty();
      Set<String> seen = new HashSet<>();
      boolean goesOn;
      do {
        if (wait(turns.killed(tenantId))) {
          return OptionalInt.empty();
        }
        ErpConnector.Page page = page(connector.get(), turn.get(), next);
        changed += take(tenantId, page, turn.get().full());
        // An ERP that repeats its last page for ever must not hold us.
        goesOn = false;
        for (ErpRecord record : page.records()) {
          goesOn |= seen.add(record.erpId());
        }
        next = page.next();
      } while (goesOn && next.isPresent());
      complete = true;
      metrics.counter("erp_pull_changed").increment(changed);
    } catch (ErpException e) {
      error = e.kind().code();
      state = e.kind() == ErpException.Kind.CAPTCHA ? "CAPTCHA" : "DOWN";
      metrics.counter("error_count_total", "code", error, "topic", "erp").increment();
      LOG.warnf("pull broke off: tenant=%s code=%s cause=%s", tenantId, error, e.getMessage());
    } catch (RuntimeException e) {
      // Ours, not the ERP's: told all the same, or nobody would hear that nothing is pulled.
      error = OWN_FAULT;
      metrics.counter("error_count_total", "code", error, "topic", "erp").increment();
      LOG.errorf(e, "pull broke off: tenant=%s code=%s", tenantId, error);
    } finally {
      wait(turns.endTurn(tenantId, turn.get(), complete, state, error));
    }
    return complete ? OptionalInt.of(changed) : OptionalInt.empty();
  }

  /** One row that cannot be stored must not cost its page, and with it every page behind. */
  private int take(String tenantId, ErpConnector.Page page, boolean full) {
    List<ErpRecord> rows = new ArrayList<>();
    for (ErpRecord record : page.records()) {
      if (record.identified()) {
        rows.add(record);
      } else {
        leftOut(tenantId, "no_id");
      }
    }
    try {
      return wait(store.store(tenantId, rows, full));
    } catch (RuntimeException e) {
      if (!DatabaseFault.isData(e)) {
        throw e;
      }
    }
    int changed = 0;
    for (ErpRecord record : rows) {
      try {
        changed += wait(store.store(tenantId, List.of(record), full));
      } catch (RuntimeException e) {
        if (!DatabaseFault.isData(e)) {
          throw e;
        }
        leftOut(tenantId, "refused_by_database");
      }
    }
    return changed;
  }

  private void leftOut(String tenantId, String code) {
    metrics.counter("error_count_total", "code", code, "topic", "erp").increment();
    LOG.warnf("a row of the ERP was left out: tenant=%s code=%s", tenantId, code);
  }

  /** One bad answer among hundreds must not cost all pages: asks again before giving up. */
  private ErpConnector.Page page(ErpConnector connector, Turn turn, Optional<String> from) {
    Backoff backoff = new Backoff(config.pull().pagePause(), LONGEST_PAUSE);
    for (int attempt = 1; ; attempt++) {
      try {
        return turn.since() == null
            ? connector.list(from)
            : connector.listChanged(turn.since(), from);
      } catch (ErpException e) {
        boolean mayPass =
            switch (e.kind()) {
              case UNREACHABLE, BROKEN, UNREADABLE, NO_SESSION -> true;
              default -> false;
            };
        if (!mayPass || attempt >= config.pull().pageAttempts()) {
          throw e;
        }
        LOG.debugf("page failed, asking again: code=%s attempt=%d", e.kind().code(), attempt);
        try {
          Thread.sleep(backoff.pause(attempt, random));
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  private static <T> T wait(Uni<T> uni) {
    return uni.await().atMost(DATABASE_PATIENCE);
  }
}

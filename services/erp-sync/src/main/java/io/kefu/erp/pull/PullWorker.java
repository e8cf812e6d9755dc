package io.kefu.erp.pull;

import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.pull.PullStore.Turn;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * Pages through the ERP's customers. Rows that changed queue their customers, and the push worker
 * brings both sides together; a row nobody knows becomes a customer. A pull that breaks off has
 * lost nothing: the pages it stored are stored, and the next one begins at the first page.
 */
@ApplicationScoped
public class PullWorker {

  private static final Logger LOG = Logger.getLogger(PullWorker.class);
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

  private final Connectors connectors;
  private final PullStore store;
  private final MeterRegistry metrics;

  /** Wires the worker. */
  public PullWorker(Connectors connectors, PullStore store, MeterRegistry metrics) {
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

  /** Pulls once if it is due; blocks; answers how many rows had changed, or nothing if not due. */
  public OptionalInt pull(String tenantId) {
    Optional<ErpConnector> connector = connectors.of(tenantId);
    if (connector.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<Turn> turn = wait(store.takeTurn(tenantId));
    if (turn.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean complete = false;
    String state = "UP";
    String error = null;
    int changed = 0;
    try {
      int page = 1;
      int pages = 1;
      while (page <= pages) {
        if (wait(store.killed(tenantId))) {
          return OptionalInt.of(changed);
        }
        ErpConnector.Page answer = connector.get().list(page);
        changed += wait(store.store(tenantId, answer.records(), turn.get().full()));
        pages = answer.count();
        page++;
      }
      complete = true;
      metrics.counter("erp_pull_changed").increment(changed);
    } catch (ErpException e) {
      error = e.kind().code();
      state = e.kind() == ErpException.Kind.CAPTCHA ? "CAPTCHA" : "DOWN";
      metrics.counter("error_count_total", "code", error, "topic", "erp").increment();
      LOG.warnf("pull broke off: tenant=%s code=%s cause=%s", tenantId, error, e.getMessage());
    } finally {
      wait(store.endTurn(tenantId, turn.get(), complete, state, error));
    }
    return OptionalInt.of(changed);
  }

  private static <T> T wait(Uni<T> uni) {
    return uni.await().atMost(DATABASE_PATIENCE);
  }
}

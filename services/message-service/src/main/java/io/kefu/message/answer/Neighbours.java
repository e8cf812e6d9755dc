package io.kefu.message.answer;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.erp.ErpLookup;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Calls to rag-service, ai-service and erp-sync: the tenant's service token, a deadline that the
 * neighbour is told, and a breaker, so that a neighbour that hangs does not hold every chat for its
 * whole deadline. Only what surely did no work is tried again.
 */
@ApplicationScoped
public class Neighbours {

  private final KnowledgeClient knowledge;
  private final WriterClient writer;
  private final RewriteClient rewriter;
  private final ErpClient erp;
  private final ServiceTokens tokens;
  private final AnswerConfig config;

  /** Wires the clients. */
  public Neighbours(
      @RestClient KnowledgeClient knowledge,
      @RestClient WriterClient writer,
      @RestClient RewriteClient rewriter,
      @RestClient ErpClient erp,
      ServiceTokens tokens,
      AnswerConfig config) {
    this.knowledge = knowledge;
    this.writer = writer;
    this.rewriter = rewriter;
    this.erp = erp;
    this.tokens = tokens;
    this.config = config;
  }

  /** Searches a tenant's knowledge; fails within the search deadline. */
  @Retry(
      maxRetries = 1,
      delay = 50,
      delayUnit = ChronoUnit.MILLIS,
      retryOn = java.net.ConnectException.class)
  @CircuitBreaker(
      requestVolumeThreshold = 8,
      failureRatio = 0.75,
      delay = 2,
      delayUnit = ChronoUnit.SECONDS)
  @CircuitBreakerName("rag-service")
  public Uni<SearchResult> search(String tenantId, SearchRequest request) {
    return within(
        config.deadlines().search(),
        knowledge.search(tokens.bearer(tenantId), config.deadlines().search().toMillis(), request));
  }

  /**
   * Lets ai-service write; fails within the write deadline. Never repeated: a model costs money.
   */
  @CircuitBreaker(
      requestVolumeThreshold = 8,
      failureRatio = 0.75,
      delay = 5,
      delayUnit = ChronoUnit.SECONDS,
      skipOn = WebApplicationException.class)
  @CircuitBreakerName("ai-service")
  public Uni<AnswerResult> write(String tenantId, AnswerRequest request) {
    return within(
        config.deadlines().write(),
        writer.answer(tokens.bearer(tenantId), config.deadlines().write().toMillis(), request));
  }

  /** Completes a follow-up question; fails within the rewrite deadline. Never repeated. */
  @CircuitBreaker(
      requestVolumeThreshold = 8,
      failureRatio = 0.75,
      delay = 5,
      delayUnit = ChronoUnit.SECONDS)
  @CircuitBreakerName("ai-service-rewrite")
  public Uni<RewriteClient.Response> rewrite(String tenantId, RewriteClient.Request request) {
    return within(
        config.deadlines().rewrite(),
        rewriter.rewrite(
            tokens.bearer(tenantId), config.deadlines().rewrite().toMillis(), request));
  }

  /** Asks the ERP through erp-sync; fails within the lookup deadline. */
  @Retry(
      maxRetries = 1,
      delay = 50,
      delayUnit = ChronoUnit.MILLIS,
      retryOn = java.net.ConnectException.class)
  @CircuitBreaker(
      requestVolumeThreshold = 8,
      failureRatio = 0.75,
      delay = 5,
      delayUnit = ChronoUnit.SECONDS)
  @CircuitBreakerName("erp-sync")
  public Uni<ErpLookupResult> lookUp(String tenantId, ErpLookup lookup) {
    return within(
        config.deadlines().lookUp(),
        erp.lookUp(tokens.bearer(tenantId), config.deadlines().lookUp().toMillis(), lookup));
  }

  private static <T> Uni<T> within(Duration deadline, Uni<T> call) {
    return call.ifNoItem().after(deadline).fail();
  }
}

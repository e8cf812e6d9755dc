package io.kefu.ai.key;

import io.kefu.ai.budget.UsageLedger;
import io.kefu.ai.provider.Completion;
import io.kefu.ai.provider.Deadline;
import io.kefu.ai.provider.FailureKind;
import io.kefu.ai.provider.ModelCall;
import io.kefu.ai.provider.ModelProvider;
import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.ProviderFailure;
import io.kefu.ai.provider.Providers;
import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Looks after providers: lists them, tries one, keeps a tenant's own keys. Shows no key. */
@Path("/internal/v1/providers")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
public class ProviderResource {

  private static final int MAX_KEY_CHARACTERS = 4_096;
  private static final ModelCall PROBE = ModelCall.text("你在接受连通性测试。", "请只回复两个字：正常");

  /**
   * A provider.
   *
   * @param breaker {@code closed}, {@code half_open} or {@code open}
   * @param position in the tenant's chain, the primary is 1; absent when it is not asked
   * @param ownKey whether the tenant keeps a key of its own for it
   */
  public record ProviderView(
      String name, String model, String tier, String breaker, Integer position, boolean ownKey) {}

  /** A key to keep. */
  public record KeyBody(String apiKey) {
    @Override
    public String toString() {
      return "KeyBody[…]";
    }
  }

  /**
   * What came of a test.
   *
   * @param failure code of the failure; absent when it worked
   */
  public record TestResult(
      boolean ok,
      String provider,
      String model,
      String failure,
      long latencyMs,
      long tokensIn,
      long tokensOut) {}

  private final Providers providers;
  private final TenantKeys keys;
  private final UsageLedger ledger;
  private final Deadline deadline;
  private final Caller caller;

  /** Wires the resource. */
  public ProviderResource(
      Providers providers, TenantKeys keys, UsageLedger ledger, Deadline deadline, Caller caller) {
    this.deadline = deadline;
    this.providers = providers;
    this.keys = keys;
    this.ledger = ledger;
    this.caller = caller;
  }

  /** All providers that the tenant can call. */
  @GET
  @RunOnVirtualThread
  public List<ProviderView> list() {
    String tenantId = caller.tenantId();
    List<String> order = providers.orderOf(tenantId);
    Set<String> kept = keys.kept(tenantId);
    return providers.all(tenantId).stream()
        .map(
            provider ->
                new ProviderView(
                    provider.name(),
                    provider.model(),
                    provider.tier().name().toLowerCase(Locale.ROOT),
                    List.of("closed", "half_open", "open")
                        .get(providers.breakerState(tenantId, provider.name())),
                    order.contains(provider.name()) ? order.indexOf(provider.name()) + 1 : null,
                    kept.contains(provider.name())))
        .toList();
  }

  /** Asks a provider two words, with the tenant's key if it has one. */
  @POST
  @Path("/{name}/test")
  @RunOnVirtualThread
  public TestResult test(
      @PathParam("name") String name, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    String tenantId = caller.tenantId();
    ModelProvider provider = providers.named(tenantId, name).orElseThrow(() -> unknown());
    long begun = System.nanoTime();
    Attempt attempt;
    try {
      Duration limit = deadline.limit(deadlineMs);
      Completion done =
          provider.complete(
              tenantId,
              PROBE,
              limit.compareTo(provider.timeout()) < 0 ? limit : provider.timeout());
      attempt =
          new Attempt(
              name, done.model(), null, null, done.tokensIn(), done.tokensOut(), since(begun));
    } catch (ProviderFailure e) {
      attempt =
          new Attempt(
              name,
              provider.model(),
              e.kind(),
              e.getMessage(),
              e.tokensIn(),
              e.tokensOut(),
              since(begun));
    }
    ledger.note(tenantId, List.of(attempt));
    FailureKind failure = attempt.failure();
    return new TestResult(
        failure == null,
        name,
        attempt.model(),
        failure == null ? null : failure.code(),
        attempt.latencyMs(),
        attempt.tokensIn(),
        attempt.tokensOut());
  }

  /** Keeps the tenant's own key for a provider. */
  @PUT
  @Path("/{name}/key")
  @Consumes(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public void putKey(@PathParam("name") String name, KeyBody body) {
    String tenantId = caller.tenantId();
    requireKnown(tenantId, name);
    String key = body == null || body.apiKey() == null ? "" : body.apiKey().strip();
    boolean printable = key.chars().allMatch(c -> c > ' ' && c < 127);
    if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS || !printable) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new FieldError("api_key", "must be the provider's key, without spaces")));
    }
    keys.put(tenantId, name, key);
  }

  /** Forgets the tenant's own key. */
  @DELETE
  @Path("/{name}/key")
  @RunOnVirtualThread
  public void removeKey(@PathParam("name") String name) {
    String tenantId = caller.tenantId();
    requireKnown(tenantId, name);
    keys.remove(tenantId, name);
  }

  private void requireKnown(String tenantId, String name) {
    if (!providers.knows(tenantId, name)) {
      throw unknown();
    }
  }

  private static ProblemException unknown() {
    return new ProblemException(404, "unknown_provider", "No provider of that name is configured.");
  }

  private static long since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }
}

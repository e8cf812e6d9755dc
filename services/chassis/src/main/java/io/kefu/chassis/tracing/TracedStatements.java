package io.kefu.chassis.tracing;

import io.opentelemetry.context.Context;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Vert.x' SQL client finds its place in a trace in the Vert.x context that it is called on. A
 * virtual thread has none: where the trace is recorded, the statements get one that carries it.
 */
public final class TracedStatements {

  private TracedStatements() {}

  /** The same statements, in the caller's trace. */
  public static <T> Uni<T> in(Vertx vertx, Uni<T> statements) {
    Context caller = Context.current();
    if (!TraceContext.isRecorded(caller) || Vertx.currentContext() != null) {
      return statements;
    }
    io.vertx.core.Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    QuarkusContextStorage.INSTANCE.attach(own, caller);
    return statements.runSubscriptionOn(task -> own.runOnContext(ignored -> task.run()));
  }
}

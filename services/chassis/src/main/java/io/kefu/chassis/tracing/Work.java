package io.kefu.chassis.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * A piece of work as a span. It is found where it is done, like a logger, and not injected: work
 * begins in plain classes, too. Where nothing is recorded it costs an id and what the log needs.
 *
 * <p>{@link #run} and {@link #begin} make the span and {@link About}'s fields current on the
 * calling thread for as long as the call lasts; what is subscribed to later is not in it.
 */
public final class Work {

  private static final String SCOPE = "io.kefu";

  private final Span span;
  private final Context context;
  private final About about;

  private Work(Span span, Context context, About about) {
    this.span = span;
    this.context = context;
    this.about = about;
  }

  /** Work that someone else began: continues the trace of a record or a row. */
  public static Work after(Context parent, SpanKind kind, String name, About about) {
    return after(parent, List.of(), kind, name, about);
  }

  /**
   * The same with more that led to it.
   *
   * @param others places in other traces, linked when they are recorded
   */
  public static Work after(
      Context parent, List<Context> others, SpanKind kind, String name, About about) {
    SpanBuilder builder =
        GlobalOpenTelemetry.getTracer(SCOPE).spanBuilder(name).setParent(parent).setSpanKind(kind);
    about.fields().forEach((field, value) -> builder.setAttribute("kefu." + field, value));
    for (Context other : others) {
      if (TraceContext.isRecorded(other)) {
        builder.addLink(Span.fromContext(other).getSpanContext());
      }
    }
    Span span = builder.startSpan();
    return new Work(span, parent.with(span), about);
  }

  /** Work within what the thread does. */
  public static Work here(SpanKind kind, String name, About about) {
    return after(Context.current(), kind, name, about);
  }

  /** The work's place in its trace. */
  public Context context() {
    return context;
  }

  /** A fact about the work, never a customer's text. */
  public Work with(String name, String value) {
    if (value != null) {
      span.setAttribute("kefu." + name, value);
    }
    return this;
  }

  /** Does blocking work; the span ends with it. */
  public void run(Runnable work) {
    run(
        () -> {
          work.run();
          return null;
        });
  }

  /** The same with a result. */
  public <T> T run(Supplier<T> work) {
    try {
      return current(work);
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      span.end();
    }
  }

  /** Begins work that goes on by itself; the span ends when its result is there. */
  public <T> Uni<T> begin(Supplier<Uni<T>> work) {
    return current(work)
        .onTermination()
        .invoke(
            (item, failure, cancelled) -> {
              if (failure != null) {
                failed(failure);
              }
              span.end();
            });
  }

  private <T> T current(Supplier<T> work) {
    Map<String, Object> before = new HashMap<>();
    Map<String, String> fields = about.fields();
    Scope scope = context.makeCurrent();
    try {
      fields.forEach((name, value) -> before.put(name, MDC.put(name, value)));
      return work.get();
    } finally {
      fields.keySet().forEach(name -> restore(name, before.get(name)));
      scope.close();
    }
  }

  private static void restore(String name, Object before) {
    if (before == null) {
      MDC.remove(name);
    } else {
      MDC.put(name, before);
    }
  }

  /** The kind of the failure, not its words: they may quote a customer. */
  private void failed(Throwable failure) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute("error.type", failure.getClass().getName());
  }
}

package io.kefu.message.flow;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A process whose dispatcher has ended stores messages and answers none: restart it. */
@Liveness
@ApplicationScoped
public class DispatcherHealth implements HealthCheck {

  private final Dispatcher dispatcher;

  /** Watches the dispatcher. */
  public DispatcherHealth(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("chat dispatcher").status(dispatcher.isRunning()).build();
  }
}

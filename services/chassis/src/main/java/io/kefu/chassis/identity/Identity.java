package io.kefu.chassis.identity;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;

/** The one source of ids and of the time, so that tests can put their own in its place. */
@ApplicationScoped
public class Identity {

  private final NoArgGenerator generator = Generators.timeBasedEpochGenerator();

  /** A UUIDv7: unique, and sorted by the time it was made (RFC 9562). Thread-safe. */
  public UUID next() {
    return generator.generate();
  }

  /** The system's clock in UTC. */
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }
}

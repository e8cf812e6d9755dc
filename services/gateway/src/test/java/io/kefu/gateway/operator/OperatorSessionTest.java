package io.kefu.gateway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.Role;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.session.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One operator's socket, with nothing running. */
class OperatorSessionTest {

  private static final String TENANT = "acme";
  private static final int EVENTS = 1500;

  private final OperatorConfig config =
      new SmallRyeConfigBuilder()
          .withConverter(Duration.class, 300, new DurationConverter())
          .withMapping(OperatorConfig.class)
          .build()
          .getConfigMapping(OperatorConfig.class);
  private final Clock clock = Clock.systemUTC();
  private final OperatorFrames frames = new OperatorFrames(new ObjectMapper(), clock, config);
  private final OperatorHub hub =
      new OperatorHub(config, frames, null, null, new Identity(), clock, new SimpleMeterRegistry());
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<CloseCode> closes = new CopyOnWriteArrayList<>();

  @Test
  void nothingIsLostBetweenTheReplayAndWhatComesThen() throws InterruptedException {
    hub.publish(event(0));
    CountDownLatch underWay = new CountDownLatch(EVENTS / 10);
    Thread feed =
        Thread.ofPlatform()
            .start(
                () ->
                    IntStream.rangeClosed(1, EVENTS)
                        .forEach(
                            number -> {
                              hub.publish(event(number));
                              underWay.countDown();
                            }));
    underWay.await();
    OperatorSession session = open(Instant.MAX.minusSeconds(1_000_000));

    session.receive(
        "{\"type\":\"subscribe\",\"payload\":{\"all\":true,\"last_event_id\":\"e0\"}}",
        clock.instant());
    feed.join();

    assertThat(said.stream().filter(frame -> frame.startsWith("e")).distinct())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, EVENTS).mapToObj(number -> "e" + number).toList());
  }

  @Test
  void whoSaysNothingOrHasAnExpiredTokenIsClosedAndOnlyOnce() {
    Instant now = clock.instant();
    OperatorSession silent = open(now.plusSeconds(3600));
    OperatorSession expired = open(now.plusSeconds(60));

    silent.look(now.plusSeconds(80));
    assertThat(closes).isEmpty();
    silent.look(now.plusSeconds(100));
    silent.look(now.plusSeconds(101));
    expired.look(now.plusSeconds(61));

    assertThat(closes).containsExactly(CloseCode.HEARTBEAT_LOST, CloseCode.TOKEN_EXPIRED);
  }

  private OperatorSession open(Instant expiresAt) {
    OperatorSession session =
        new OperatorSession(
            hub,
            frames,
            config,
            null,
            "s",
            new AccessClaims(
                Subject.of(TENANT, SubjectKind.USER, "u", "u", Role.ADMIN),
                UUID.randomUUID(),
                clock.instant(),
                expiresAt),
            clock.instant(),
            frame -> {
              said.add(frame);
              return Uni.createFrom().voidItem();
            },
            closes::add);
    hub.opened(session);
    return session;
  }

  private LiveEvent event(int number) {
    return new LiveEvent(TENANT, "e" + number, "agent_001", "c1", "e" + number, clock.instant());
  }
}

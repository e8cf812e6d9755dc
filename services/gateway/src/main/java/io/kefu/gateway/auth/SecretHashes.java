package io.kefu.gateway.auth;

import io.kefu.chassis.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hashes and checks passwords and agents' secrets on few threads of its own: a storm of logins
 * costs bounded memory and never stops the event loops. When too many wait, the call fails with a
 * 503 problem.
 */
@ApplicationScoped
public class SecretHashes {

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final SecureRandom random = new SecureRandom();
  private final AuthConfig.Hashing config;
  private final ThreadPoolExecutor threads;
  private final String nobodysHash;

  /** Starts the threads and prepares the hash that unknown names are checked against. */
  public SecretHashes(AuthConfig config) {
    this.config = config.hashing();
    this.threads =
        new ThreadPoolExecutor(
            this.config.concurrency(),
            this.config.concurrency(),
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(this.config.queue()),
            Thread.ofPlatform().name("secret-hash-", 0).daemon().factory());
    this.threads.allowCoreThreadTimeOut(true);
    byte[] unguessable = new byte[32];
    random.nextBytes(unguessable);
    this.nobodysHash =
        Argon2Hash.of(
            java.util.HexFormat.of().formatHex(unguessable).toCharArray(),
            this.config.memoryKib(),
            this.config.iterations(),
            random);
  }

  /** A new hash of a secret. */
  public Uni<String> hash(String secret) {
    return offLoop(
        () -> Argon2Hash.of(secret.toCharArray(), config.memoryKib(), config.iterations(), random));
  }

  /** Whether the secret is the one that was hashed. */
  public Uni<Boolean> matches(String secret, String hash) {
    return offLoop(() -> Argon2Hash.matches(secret.toCharArray(), hash));
  }

  /**
   * Takes as long as a real check and says no: the time of an answer must not tell whether a name
   * exists.
   */
  public Uni<Boolean> matchesNobody(String secret) {
    return matches(secret, nobodysHash).replaceWith(false);
  }

  private <T> Uni<T> offLoop(Callable<T> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              try {
                threads.execute(
                    () -> {
                      try {
                        emitter.complete(work.call());
                      } catch (Exception | OutOfMemoryError e) {
                        emitter.fail(e);
                      }
                    });
              } catch (RejectedExecutionException e) {
                emitter.fail(
                    new ProblemException(
                        503, "login_busy", "Too many logins at once; try again.", COME_BACK));
              }
            });
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}

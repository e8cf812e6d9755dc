package io.kefu.gateway.auth;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The installation's signing keys, shared by all replicas through the database. Before a key stops
 * signing, one replica (under an advisory lock) stores its successor, which signs only after every
 * replica has had time to read it; the old one verifies until its last token has expired.
 */
@ApplicationScoped
public class SigningKeys {

  private static final Logger LOG = Logger.getLogger(SigningKeys.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private static final String LOAD =
      "SELECT key_id, public_jwk, sealed_private, signs_from, signs_until, verifies_until"
          + " FROM signing_keys WHERE tenant_id = '*' AND verifies_until > $1";
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('kefu.gateway.signing_keys'))";
  private static final String STORE =
      "INSERT INTO signing_keys (key_id, public_jwk, sealed_private, created_at, signs_from,"
          + " signs_until, verifies_until) VALUES ($1, $2, $3, $4, $5, $6, $7)";

  private final TenantScope tenants;
  private final TokenKeysConfig config;
  private final AuthConfig auth;
  private final Clock clock;
  private final Identity ids;
  private final KeySeal seal;
  private volatile KeyRing ring = KeyRing.EMPTY;

  /** Reads the sealing key; fails the start when it is missing or malformed. */
  public SigningKeys(
      TenantScope tenants, TokenKeysConfig config, AuthConfig auth, Clock clock, Identity ids) {
    this.tenants = tenants;
    this.config = config;
    this.auth = auth;
    this.clock = clock;
    this.ids = ids;
    this.seal = new KeySeal(config.secret());
  }

  void start(@Observes @Priority(10) StartupEvent event) {
    refresh().await().atMost(START_LIMIT);
  }

  @Scheduled(
      every = "${kefu.token-keys.poll:30s}",
      delayed = "${kefu.token-keys.poll:30s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return refresh()
        .onFailure()
        .invoke(failure -> LOG.warnf("signing keys not refreshed: %s", failure.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  KeyRing ring() {
    return ring;
  }

  /** The public keys as a JWK set. */
  public String jwks() {
    return "{\"keys\":[" + String.join(",", ring.publicJwks(clock.instant())) + "]}";
  }

  private Uni<Void> refresh() {
    return tenants
        .<KeyRing>acrossTenants(connection -> load(connection))
        .flatMap(loaded -> needsSuccessor(loaded) ? rotate() : Uni.createFrom().item(loaded))
        .invoke(loaded -> this.ring = loaded)
        .replaceWithVoid();
  }

  private boolean needsSuccessor(KeyRing loaded) {
    Instant soon = clock.instant().plus(config.announce().multipliedBy(2));
    return loaded.lastsUntil().map(end -> end.isBefore(soon)).orElse(true);
  }

  private Uni<KeyRing> rotate() {
    return tenants.acrossTenants(
        connection ->
            connection
                .query(LOCK)
                .execute()
                .flatMap(locked -> load(connection))
                .flatMap(
                    loaded ->
                        needsSuccessor(loaded)
                            ? store(connection, loaded).flatMap(stored -> load(connection))
                            : Uni.createFrom().item(loaded)));
  }

  private Uni<Void> store(SqlConnection connection, KeyRing known) {
    Instant now = clock.instant();
    boolean someoneSigns = known.signer(now).isPresent();
    Instant signsFrom = someoneSigns ? now.plus(config.announce()) : now;
    Instant signsUntil = signsFrom.plus(config.rotation());
    Instant verifiesUntil = signsUntil.plus(auth.accessTokenLifetime()).plusSeconds(60);
    String keyId = ids.next().toString();
    EllipticCurveJsonWebKey pair;
    try {
      pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    } catch (JoseException e) {
      return Uni.createFrom().failure(e);
    }
    pair.setKeyId(keyId);
    pair.setUse("sig");
    pair.setAlgorithm("ES256");
    byte[] open = pair.toJson(OutputControlLevel.INCLUDE_PRIVATE).getBytes(StandardCharsets.UTF_8);
    LOG.infof("new signing key: key_id=%s signs_from=%s", keyId, signsFrom);
    return connection
        .preparedQuery(STORE)
        .execute(
            Tuple.from(
                List.of(
                    keyId,
                    pair.toJson(OutputControlLevel.PUBLIC_ONLY),
                    io.vertx.core.buffer.Buffer.buffer(seal.seal(open, keyId)),
                    now.atOffset(ZoneOffset.UTC),
                    signsFrom.atOffset(ZoneOffset.UTC),
                    signsUntil.atOffset(ZoneOffset.UTC),
                    verifiesUntil.atOffset(ZoneOffset.UTC))))
        .replaceWithVoid();
  }

  private Uni<KeyRing> load(SqlConnection connection) {
    return connection
        .preparedQuery(LOAD)
        .execute(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC)))
        .map(
            rows -> {
              List<SigningKey> keys = new ArrayList<>();
              for (Row row : rows) {
                keys.add(key(row));
              }
              return new KeyRing(keys);
            });
  }

  private SigningKey key(Row row) {
    String keyId = row.getString("key_id");
    byte[] open = seal.open(row.getBuffer("sealed_private").getBytes(), keyId);
    try {
      PublicJsonWebKey pair =
          PublicJsonWebKey.Factory.newPublicJwk(new String(open, StandardCharsets.UTF_8));
      return new SigningKey(
          keyId,
          pair.getPublicKey(),
          pair.getPrivateKey(),
          row.getString("public_jwk"),
          row.getOffsetDateTime("signs_from").toInstant(),
          row.getOffsetDateTime("signs_until").toInstant(),
          row.getOffsetDateTime("verifies_until").toInstant());
    } catch (JoseException e) {
      throw new IllegalStateException("signing key " + keyId + " is damaged", e);
    }
  }
}

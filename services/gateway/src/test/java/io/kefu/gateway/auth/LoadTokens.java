package io.kefu.gateway.auth;

import io.kefu.gateway.testing.GatewaySecrets;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Tokens for thousands of agents, signed with a running gateway's key: logins are not the load. */
public final class LoadTokens {

  private final SigningKey key;

  /** Reads the key of the gateway that was started with these settings. */
  public LoadTokens(Map<String, String> settings) {
    try (Connection connection =
            DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT set_config('kefu.tenant', '*', false)");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT * FROM gateway.signing_keys ORDER BY signs_from DESC LIMIT 1")) {
        row.next();
        String keyId = row.getString("key_id");
        byte[] open =
            new KeySeal(GatewaySecrets.tokenKeysSecret())
                .open(row.getBytes("sealed_private"), keyId);
        PublicJsonWebKey pair =
            PublicJsonWebKey.Factory.newPublicJwk(new String(open, StandardCharsets.UTF_8));
        Instant now = Clock.systemUTC().instant();
        key =
            new SigningKey(
                keyId,
                pair.getPublicKey(),
                pair.getPrivateKey(),
                row.getString("public_jwk"),
                now,
                now,
                now);
      }
    } catch (SQLException | JoseException e) {
      throw new IllegalStateException("the gateway's key cannot be read", e);
    }
  }

  /** A token of an agent, good for an hour. */
  public String agent(String agentId) {
    Instant now = Clock.systemUTC().instant();
    return new AccessTokenCodec(Clock.systemUTC())
        .write(
            new AccessClaims(
                Subject.of(GatewaySecrets.TENANT, SubjectKind.AGENT, agentId, agentId, Role.AGENT),
                UUID.randomUUID(),
                now,
                now.plus(Duration.ofHours(1))),
            UUID.randomUUID(),
            key);
  }
}

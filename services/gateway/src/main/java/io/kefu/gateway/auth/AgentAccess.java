package io.kefu.gateway.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;

/** Gives agents their secrets and takes their access away. */
@ApplicationScoped
public class AgentAccess {

  private static final int SECRET_BYTES = 32;

  /**
   * A new secret; shown once, since only its hash is kept.
   *
   * @param secret for the agent's configuration
   * @param hash for the table
   */
  public record NewSecret(String secret, String hash) {

    @Override
    public String toString() {
      return "NewSecret[]";
    }
  }

  private final SecretHashes hashes;
  private final RefreshTokens refreshTokens;
  private final Revocations revocations;
  private final SecureRandom random = new SecureRandom();

  AgentAccess(SecretHashes hashes, RefreshTokens refreshTokens, Revocations revocations) {
    this.hashes = hashes;
    this.refreshTokens = refreshTokens;
    this.revocations = revocations;
  }

  /** Makes a secret of 256 random bits. */
  public Uni<NewSecret> newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return hashes.hash(secret).map(hash -> new NewSecret(secret, hash));
  }

  /** Ends every login of an agent in the caller's transaction; its sockets close within seconds. */
  public Uni<Void> withdraw(
      SqlConnection connection, String tenantId, String agentId, String reason) {
    return refreshTokens.revokeSubject(connection, tenantId, SubjectKind.AGENT, agentId, reason);
  }

  /** Makes this replica see withdrawals at once; the others see them within seconds. */
  public Uni<Void> afterWithdrawal() {
    return revocations.refresh();
  }
}

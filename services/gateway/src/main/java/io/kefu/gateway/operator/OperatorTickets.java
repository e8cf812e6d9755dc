package io.kefu.gateway.operator;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tickets for browsers, which cannot send a header with a WebSocket: good once, for seconds, on any
 * replica. A ticket may stand in an address and thus in a log; an access token may not. Only its
 * hash is stored.
 */
@ApplicationScoped
public class OperatorTickets {

  /**
   * A ticket.
   *
   * @param ticket for {@code /ws/operator?ticket=}
   * @param expiresAt end of its life
   */
  public record Ticket(String ticket, Instant expiresAt) {
    @Override
    public String toString() {
      return "Ticket[" + expiresAt + "]";
    }
  }

  private static final int BYTES = 32;
  private static final String STORE =
      "INSERT INTO operator_tickets (tenant_id, ticket_hash, subject_kind, subject, name, role,"
          + " permissions, family_id, token_issued_at, token_expires_at, expires_at)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
  // The deletion is the proof that nobody used it before.
  private static final String SPEND =
      "DELETE FROM operator_tickets WHERE ticket_hash = $1 RETURNING *";
  private static final String FORGET = "DELETE FROM operator_tickets WHERE expires_at <= $1";

  private final TenantScope tenants;
  private final OperatorConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  OperatorTickets(TenantScope tenants, OperatorConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
  }

  /** A ticket that stands for these claims. */
  public Uni<Ticket> issue(AccessClaims claims) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant expiresAt = clock.instant().plus(config.ticketLife());
    Subject subject = claims.subject();
    Tuple values =
        Tuple.tuple()
            .addString(subject.tenantId())
            .addValue(hash(text))
            .addString(subject.kind().wireName())
            .addString(subject.id())
            .addString(subject.name())
            .addString(subject.role())
            .addArrayOfString(subject.permissions().toArray(String[]::new))
            .addUUID(claims.familyId())
            .addOffsetDateTime(claims.issuedAt().atOffset(ZoneOffset.UTC))
            .addOffsetDateTime(claims.expiresAt().atOffset(ZoneOffset.UTC))
            .addOffsetDateTime(expiresAt.atOffset(ZoneOffset.UTC));
    return tenants
        .inTransaction(
            subject.tenantId(), connection -> connection.preparedQuery(STORE).execute(values))
        .replaceWith(new Ticket(text, expiresAt));
  }

  /** Who a ticket stands for; empty when it was used, is too old or was never issued. */
  Uni<Optional<AccessClaims>> spend(String ticket) {
    return tenants
        .acrossTenants(
            connection -> connection.preparedQuery(SPEND).execute(Tuple.of(hash(ticket))))
        .map(
            rows -> {
              for (Row row : rows) {
                if (row.getOffsetDateTime("expires_at").toInstant().isAfter(clock.instant())) {
                  return Optional.of(claims(row));
                }
              }
              return Optional.empty();
            });
  }

  @Scheduled(every = "1m", delayed = "1m")
  Uni<Void> forget() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(FORGET)
                    .execute(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC))))
        .replaceWithVoid();
  }

  private static AccessClaims claims(Row row) {
    Set<String> permissions = new HashSet<>(List.of(row.getArrayOfStrings("permissions")));
    return new AccessClaims(
        new Subject(
            row.getString("tenant_id"),
            SubjectKind.of(row.getString("subject_kind")),
            row.getString("subject"),
            row.getString("name"),
            row.getString("role"),
            permissions),
        row.getUUID("family_id"),
        row.getOffsetDateTime("token_issued_at").toInstant(),
        row.getOffsetDateTime("token_expires_at").toInstant());
  }

  private static Buffer hash(String ticket) {
    try {
      return Buffer.buffer(
          MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}

package io.kefu.message.customer;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Changes customers: puts them on file, edits their profile, merges duplicates. */
@ApplicationScoped
public class CustomerFile {

  /**
   * What an operator may edit; null leaves a value as it is.
   *
   * @param displayName name shown
   * @param name real name
   * @param region region
   * @param level level
   * @param owner operator who looks after the customer
   * @param notes free text
   * @param tags labels
   * @param grade A to D: pins the grade
   * @param bucket GRAY or BLACK; WHITE comes with a K-code only
   */
  public record Profile(
      String displayName,
      String name,
      String region,
      String level,
      String owner,
      String notes,
      List<String> tags,
      String grade,
      String bucket) {}

  /**
   * What a K-code is made of.
   *
   * @param name real name
   * @param region region
   * @param level level
   * @param owner operator who looks after the customer
   * @param channel where the customer comes from
   */
  public record Promotion(String name, String region, String level, String owner, String channel) {}

  private static final String READ =
      "SELECT * FROM customers WHERE tenant_id = $1 AND customer_id = $2";

  private static final String NUMBER =
      """
      INSERT INTO k_code_numbers AS n (tenant_id, last_number) VALUES ($1, $2)
      ON CONFLICT (tenant_id) DO UPDATE SET last_number = n.last_number + 1
      RETURNING last_number
      """;

  private static final String PROMOTE =
      """
      UPDATE customers SET k_code = $3, bucket = 'WHITE', white_proposed = false, name = $4,
        region = $5, level = $6, owner = $7, version = version + 1
      WHERE tenant_id = $1 AND customer_id = $2
      RETURNING *
      """;

  private static final String EDIT =
      """
      UPDATE customers SET
        display_name = COALESCE($4, display_name), name = COALESCE($5, name),
        region = COALESCE($6, region), level = COALESCE($7, level), owner = COALESCE($8, owner),
        notes = COALESCE($9, notes), tags = COALESCE($10, tags), grade = COALESCE($11, grade),
        grade_pinned = grade_pinned OR $11 IS NOT NULL,
        bucket = CASE WHEN k_code IS NULL THEN COALESCE($12, bucket) ELSE bucket END,
        version = version + 1
      WHERE tenant_id = $1 AND customer_id = $2 AND ($3::bigint IS NULL OR version = $3)
        AND merged_into IS NULL
      RETURNING *
      """;

  /** The statements of a merge, in order; $2 is kept, $3 goes into it. */
  private static final List<String> MERGE =
      List.of(
          // Where both have a conversation in one chat, the kept one takes the other's lines over.
          """
          WITH pairs AS (
            SELECT g.conversation_id AS gone, k.conversation_id AS kept
            FROM conversations g JOIN conversations k ON k.tenant_id = g.tenant_id
              AND k.agent_id = g.agent_id AND k.chat_id = g.chat_id AND k.customer_id = $2
            WHERE g.tenant_id = $1 AND g.customer_id = $3),
          m AS (UPDATE messages t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          r AS (UPDATE replies t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          d AS (UPDATE decisions t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          s AS (UPDATE transitions t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          o AS (UPDATE outcomes t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          q AS (UPDATE todos t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone)
          DELETE FROM conversations v USING pairs p
          WHERE v.tenant_id = $1 AND v.conversation_id = p.gone
          """,
          "UPDATE conversations SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE messages SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE decisions SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE todos SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE customer_identities SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          """
          UPDATE customers k SET wechat_id = COALESCE(k.wechat_id, g.wechat_id),
            intent_score = GREATEST(k.intent_score, g.intent_score),
            message_count = k.message_count + g.message_count,
            last_active_at = GREATEST(k.last_active_at, g.last_active_at),
            created_at = LEAST(k.created_at, g.created_at),
            tags = ARRAY(SELECT DISTINCT unnest(k.tags || g.tags)),
            version = k.version + 1
          FROM customers g
          WHERE k.tenant_id = $1 AND k.customer_id = $2 AND g.tenant_id = $1 AND g.customer_id = $3
          """,
          "UPDATE customers SET merged_into = $2, version = version + 1 WHERE tenant_id = $1 AND customer_id = $3");

  private static final String LOCK =
      """
      SELECT customer_id, k_code, merged_into FROM customers
      WHERE tenant_id = $1 AND customer_id = ANY($2) ORDER BY customer_id FOR NO KEY UPDATE
      """;

  /** The conversations and chats are locked first: the order every transaction keeps. */
  private static final String LOCK_CONVERSATIONS =
      """
      SELECT conversation_id FROM conversations
      WHERE tenant_id = $1 AND customer_id = ANY($2) ORDER BY conversation_id FOR UPDATE
      """;

  private static final long FIRST_NUMBER = 1_001;

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public CustomerFile(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** The customer's row; 404 for an unknown one. */
  public Uni<Row> read(String tenantId, UUID customerId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(READ)
                .execute(Tuple.of(tenantId, customerId))
                .map(CustomerFile::one));
  }

  /** Puts a customer on file and gives the row with the K-code; 409 when the customer has one. */
  public Uni<Row> promote(String tenantId, UUID customerId, Promotion promotion) {
    String channel = promotion.channel() == null ? "微信" : promotion.channel();
    try {
      KCode.of(0, promotion.region(), promotion.name(), promotion.level(), channel);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage(), "1 to 40 characters without a hyphen");
    }
    return tenants.inTransaction(
        tenantId,
        connection ->
            lock(connection, tenantId, customerId)
                .chain(
                    locked -> {
                      if (locked.getString("k_code") != null) {
                        throw new ProblemException(
                            409, "already_on_file", "The customer has a K-code already.");
                      }
                      return connection
                          .preparedQuery(NUMBER)
                          .execute(Tuple.of(tenantId, FIRST_NUMBER));
                    })
                .chain(
                    number -> {
                      String code =
                          KCode.of(
                              number.iterator().next().getLong(0),
                              promotion.region(),
                              promotion.name(),
                              promotion.level(),
                              channel);
                      return connection
                          .preparedQuery(PROMOTE)
                          .execute(
                              Tuple.tuple(
                                  List.of(
                                      tenantId,
                                      customerId,
                                      code,
                                      KCode.part("name", promotion.name()),
                                      KCode.part("region", promotion.region()),
                                      KCode.part("level", promotion.level()),
                                      promotion.owner() == null ? "" : promotion.owner().strip())));
                    })
                .map(CustomerFile::one));
  }

  /**
   * Edits a profile.
   *
   * @param version the version that was read; null edits whatever is there
   */
  public Uni<Row> edit(String tenantId, UUID customerId, Profile profile, Long version) {
    if (profile.grade() != null && !List.of("A", "B", "C", "D").contains(profile.grade())) {
      throw invalid("grade", "must be A, B, C or D");
    }
    if (profile.bucket() != null && !List.of("GRAY", "BLACK").contains(profile.bucket())) {
      throw invalid("bucket", "must be GRAY or BLACK; WHITE comes with a promotion");
    }
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addUUID(customerId)
            .addLong(version)
            .addString(profile.displayName())
            .addString(profile.name())
            .addString(profile.region())
            .addString(profile.level())
            .addString(profile.owner())
            .addString(profile.notes())
            .addArrayOfString(profile.tags() == null ? null : profile.tags().toArray(String[]::new))
            .addString(profile.grade())
            .addString(profile.bucket());
    return tenants.inTransaction(
        tenantId,
        connection ->
            lock(connection, tenantId, customerId)
                .chain(locked -> connection.preparedQuery(EDIT).execute(values))
                .map(
                    edited -> {
                      if (edited.size() == 0) {
                        throw new ProblemException(
                            412,
                            "changed_meanwhile",
                            "Somebody changed the customer; read it again and repeat the edit.");
                      }
                      return edited.iterator().next();
                    }));
  }

  /** Merges a duplicate into a customer and gives that one. Both must be of the tenant. */
  public Uni<Row> merge(String tenantId, UUID kept, UUID gone) {
    if (kept.equals(gone)) {
      throw invalid("duplicate_id", "must be another customer");
    }
    Tuple both = Tuple.of(tenantId, new UUID[] {kept, gone});
    Tuple values = Tuple.of(tenantId, kept, gone);
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LOCK_CONVERSATIONS)
                .execute(both)
                .chain(threads -> connection.preparedQuery(LOCK).execute(both))
                .chain(
                    locked -> {
                      check(locked, gone);
                      Uni<Void> steps = Uni.createFrom().voidItem();
                      for (String step : MERGE) {
                        steps =
                            steps.chain(
                                () ->
                                    connection
                                        .preparedQuery(step)
                                        .execute(values)
                                        .replaceWithVoid());
                      }
                      return steps;
                    })
                .chain(() -> connection.preparedQuery(READ).execute(Tuple.of(tenantId, kept)))
                .map(CustomerFile::one));
  }

  private static void check(RowSet<Row> locked, UUID gone) {
    if (locked.size() != 2) {
      throw new ProblemException(
          404, "customer_unknown", "Both must be customers of this tenant; one of them is not.");
    }
    for (Row row : locked) {
      if (row.getUUID("merged_into") != null) {
        throw new ProblemException(
            409, "already_merged", "One of them is merged already; use the customer it went into.");
      }
      if (row.getUUID("customer_id").equals(gone) && row.getString("k_code") != null) {
        throw new ProblemException(
            409,
            "duplicate_on_file",
            "The duplicate has a K-code, which would be lost; merge the other one into it.");
      }
    }
  }

  private static Uni<Row> lock(SqlConnection connection, String tenantId, UUID customerId) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(tenantId, new UUID[] {customerId}))
        .map(CustomerFile::one)
        .invoke(
            row -> {
              if (row.getUUID("merged_into") != null) {
                throw new ProblemException(
                    409,
                    "already_merged",
                    "The customer is merged; use " + row.getUUID("merged_into") + ".");
              }
            });
  }

  private static Row one(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw new ProblemException(404, "customer_unknown", "There is no such customer.");
    }
    return rows.iterator().next();
  }

  private static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }
}

package io.kefu.message.learning;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The review queue: only a person's approval lets a pair into the knowledge base. */
@ApplicationScoped
public class Review {

  /** Where a page of the queue goes on. */
  public record Position(OffsetDateTime time, String id) {}

  private static final Pattern KNOWLEDGE_BASE =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");
  private static final int MAX_QUESTION = 500;
  private static final int MAX_ANSWER = 4_000;
  private static final int MAX_REASON = 500;

  /** Uses learning_candidates_state. */
  private static final String LIST =
      """
      SELECT * FROM learning_candidates
      WHERE tenant_id = $1 AND (created_at, candidate_id::text) < ($2, $3)
        AND ($5::text IS NULL OR state = $5)
      ORDER BY created_at DESC, candidate_id::text DESC LIMIT $4
      """;

  private static final String READ =
      "SELECT * FROM learning_candidates WHERE tenant_id = $1 AND candidate_id = $2";

  private static final String LOCK = READ + " FOR UPDATE";

  private static final String APPROVE =
      """
      UPDATE learning_candidates SET state = 'PUBLISHING', question = $3, answer = $4,
        knowledge_base = $5, document_id = 'learned-' || candidate_id, decided_by = $6,
        decided_at = now(), reason = NULL, last_error = NULL, attempts = 0, due_at = now()
      WHERE tenant_id = $1 AND candidate_id = $2
      RETURNING *
      """;

  private static final String REJECT =
      """
      UPDATE learning_candidates SET state = 'REJECTED', reason = $3, decided_by = $4,
        decided_at = now(), due_at = NULL
      WHERE tenant_id = $1 AND candidate_id = $2
      RETURNING *
      """;

  private final TenantScope tenants;
  private final LearningConfig config;

  /** Wires the queue. */
  public Review(TenantScope tenants, LearningConfig config) {
    this.tenants = tenants;
    this.config = config;
  }

  /** Candidates after a position, the newest first. */
  public Uni<List<Candidate>> list(String tenantId, Position after, int most, String state) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LIST)
                .execute(Tuple.of(tenantId, after.time(), after.id(), most, state))
                .map(
                    rows -> {
                      List<Candidate> candidates = new ArrayList<>(rows.size());
                      rows.forEach(row -> candidates.add(candidate(row)));
                      return candidates;
                    }));
  }

  /** One candidate; 404 for an unknown one. */
  public Uni<Candidate> read(String tenantId, UUID candidateId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(READ)
                .execute(Tuple.of(tenantId, candidateId))
                .map(rows -> candidate(one(rows))));
  }

  /**
   * Approves a candidate, with the texts as the reviewer wants them; it is published at once, or as
   * soon as rag-service is there. Approved again with the same texts, nothing happens.
   *
   * @throws ProblemException 400 for unfit texts, 404, 409 when it was rejected or is published,
   *     412 for another version than expected
   */
  public Uni<Candidate> approve(
      String tenantId,
      UUID candidateId,
      String question,
      String answer,
      String knowledgeBase,
      ExpectedVersion version,
      String actor) {
    check(question, answer, knowledgeBase);
    return tenants.inTransaction(
        tenantId,
        connection ->
            lock(connection, tenantId, candidateId)
                .chain(
                    row -> {
                      String asked =
                          question == null ? row.getString("question") : question.strip();
                      String said = answer == null ? row.getString("answer") : answer.strip();
                      String base = knowledgeBase == null ? config.knowledgeBase() : knowledgeBase;
                      String state = row.getString("state");
                      if (!state.equals("PENDING")) {
                        boolean same =
                            !state.equals("REJECTED")
                                && asked.equals(row.getString("question"))
                                && said.equals(row.getString("answer"))
                                && (knowledgeBase == null
                                    || base.equals(row.getString("knowledge_base")));
                        if (same) {
                          return Uni.createFrom().item(candidate(row));
                        }
                        throw decided(state);
                      }
                      version.check(row.getLong("version"));
                      return connection
                          .preparedQuery(APPROVE)
                          .execute(Tuple.of(tenantId, candidateId, asked, said, base, actor))
                          .map(rows -> candidate(rows.iterator().next()));
                    }));
  }

  /**
   * Rejects a candidate.
   *
   * @throws ProblemException 400 without a reason, 404, 409 when it was approved
   */
  public Uni<Candidate> reject(
      String tenantId, UUID candidateId, String reason, ExpectedVersion version, String actor) {
    if (reason == null || reason.isBlank() || reason.length() > MAX_REASON || nul(reason)) {
      throw invalid(
          List.of(
              new Problem.FieldError("reason", "say why, in 1 to " + MAX_REASON + " characters")));
    }
    return tenants.inTransaction(
        tenantId,
        connection ->
            lock(connection, tenantId, candidateId)
                .chain(
                    row -> {
                      String state = row.getString("state");
                      if (state.equals("REJECTED")) {
                        return Uni.createFrom().item(candidate(row));
                      }
                      if (!state.equals("PENDING")) {
                        throw decided(state);
                      }
                      version.check(row.getLong("version"));
                      return connection
                          .preparedQuery(REJECT)
                          .execute(Tuple.of(tenantId, candidateId, reason.strip(), actor))
                          .map(rows -> candidate(rows.iterator().next()));
                    }));
  }

  private static ProblemException decided(String state) {
    return new ProblemException(
        409,
        "already_decided",
        "The candidate is "
            + state
            + "; what is in the knowledge base is changed there, by its document.");
  }

  private static void check(String question, String answer, String knowledgeBase) {
    List<Problem.FieldError> errors = new ArrayList<>();
    text(errors, "question", question, MAX_QUESTION);
    text(errors, "answer", answer, MAX_ANSWER);
    if (knowledgeBase != null && !KNOWLEDGE_BASE.matcher(knowledgeBase).matches()) {
      errors.add(
          new Problem.FieldError(
              "knowledge_base", "1 to 100 letters, digits, dots, hyphens or underscores"));
    }
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
  }

  private static void text(List<Problem.FieldError> errors, String field, String value, int most) {
    if (value != null
        && (value.isBlank() || value.codePointCount(0, value.length()) > most || nul(value))) {
      errors.add(
          new Problem.FieldError(field, "1 to " + most + " characters; leave it out to keep it"));
    }
  }

  private static boolean nul(String value) {
    return value.indexOf('\0') >= 0;
  }

  private static ProblemException invalid(List<Problem.FieldError> errors) {
    return new ProblemException(
        400, "invalid_request", "Correct the fields listed under errors.", errors);
  }

  private static Uni<Row> lock(SqlConnection connection, String tenantId, UUID candidateId) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(tenantId, candidateId)).map(Review::one);
  }

  private static Row one(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw new ProblemException(404, "candidate_unknown", "There is no such candidate.");
    }
    return rows.iterator().next();
  }

  private static Candidate candidate(Row row) {
    OffsetDateTime decided = row.getOffsetDateTime("decided_at");
    return new Candidate(
        row.getUUID("candidate_id"),
        row.getString("state"),
        row.getString("question"),
        row.getString("answer"),
        row.getInteger("occurrences"),
        row.getUUID("conversation_id"),
        row.getString("agent_id"),
        row.getString("knowledge_base"),
        row.getString("decided_by"),
        decided == null ? null : decided.toInstant(),
        row.getString("reason"),
        row.getString("document_id"),
        row.getString("last_error"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getLong("version"));
  }
}

package io.kefu.message.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A tenant that no statistics know is looked up by key all the same (docs/adr/0007). */
@OnStage
class KeyLookupsTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void everyTableWithATenantHasItsEstimatesPutRight() {
    RowSet<Row> wrong =
        stage.rows(
            tenant,
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
              AND (a.attstattarget IS DISTINCT FROM 0 OR EXISTS (
                SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND NOT c.relispartition
                  AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%CASE%'))
            """);

    assertThat(wrong).map(row -> row.getString("relname")).isEmpty();
  }

  @Test
  void partsOfABusyNewTenantAreNotReadAgainForEachReceipt() {
    stage.rows(
        tenant,
        """
        INSERT INTO replies (tenant_id, reply_id, agent_id, chat_id, origin, action, content, part,
          parts, confidence, status, next_attempt_at, expires_at, created_at)
        SELECT '%s', gen_random_uuid(), 'a1', 'c' || n %% 50, 'bot', 'reply', '您好', 1, 1, 1, 'SENT',
          now(), now(), now()
        FROM generate_series(1, 5000) n
        RETURNING 1
        """
            .formatted(tenant));

    RowSet<Row> plan =
        stage.rows(
            tenant,
            """
                EXPLAIN UPDATE replies r SET status = i.status
                FROM jsonb_to_recordset('[]') AS i(reply_id uuid, agent_id text, status text)
                WHERE r.tenant_id = '%s' AND r.reply_id = i.reply_id
                  AND (r.agent_id = i.agent_id) IS TRUE
                """
                .formatted(tenant));

    // All rows once, or some by key: both will do. All rows for each part will not.
    assertThat(plan)
        .map(row -> row.getString(0))
        .asString()
        .doesNotContainPattern("(?s)Nested Loop.*replies_(?!pkey)");
  }
}

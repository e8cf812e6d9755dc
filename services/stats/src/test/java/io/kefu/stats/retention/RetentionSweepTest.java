package io.kefu.stats.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is forgotten, and what is not. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "stats"))
class RetentionSweepTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject RetentionSweep retention;
  @Inject TenantScope tenants;

  private final String tenant = "r" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void forgetsWhatIsOlderThanItNeedsToBeKnownInEveryTable() {
    for (int age : List.of(1, 38, 42, 390, 500)) {
      run(
          """
          INSERT INTO message_fact (tenant_id, agent_id, message_id, stored_at)
          VALUES ('%1$s', 'a', 'm%2$d', now() - interval '%2$d days');
          INSERT INTO rollup (tenant_id, tier, dimension, value, bucket, received)
          SELECT '%1$s', tier, 'all', '', now() - interval '%2$d days', 1
          FROM unnest(ARRAY['m', 'h', 'd']) AS tier;
          INSERT INTO unanswered (tenant_id, day, question, asked)
          VALUES ('%1$s', (now() - interval '%2$d days')::date, 'q%2$d', 1);
          INSERT INTO agents_online (tenant_id, tier, bucket, online)
          SELECT '%1$s', tier, now() - interval '%2$d days', 1
          FROM unnest(ARRAY['m', 'h', 'd']) AS tier;
          INSERT INTO agent_session (tenant_id, agent_id, session_id, started_at, until_at)
          VALUES ('%1$s', 'a', 's%2$d', now() - interval '%2$d days', now() - interval '%2$d days')
          """
              .formatted(tenant, age));
    }

    retention.sweep().await().atMost(PATIENCE);

    assertThat(left("SELECT message_id AS name FROM message_fact")).containsExactly("m1");
    assertThat(left("SELECT session_id AS name FROM agent_session")).containsExactly("s1");
    assertThat(left("SELECT tier || count(*) AS name FROM rollup WHERE tier <> 'w' GROUP BY tier"))
        .containsExactly("d5", "h4", "m2");
    assertThat(left("SELECT sum(received)::text AS name FROM rollup WHERE tier = 'w'"))
        .containsExactly("5");
    assertThat(left("SELECT tier || count(*) AS name FROM agents_online GROUP BY tier"))
        .containsExactly("d5", "h4", "m2");
    assertThat(left("SELECT question AS name FROM unanswered"))
        .isEqualTo(left("SELECT question AS name FROM unanswered_week"))
        .containsExactly("q1", "q38", "q390", "q42");
  }

  private void run(String statements) {
    tenants
        .inTransaction(tenant, connection -> connection.query(statements).execute())
        .await()
        .atMost(PATIENCE);
  }

  private List<String> left(String names) {
    List<String> found = new ArrayList<>();
    tenants
        .inTransaction(tenant, connection -> connection.query(names + " ORDER BY 1").execute())
        .await()
        .atMost(PATIENCE)
        .forEach(row -> found.add(row.getString("name")));
    return found;
  }
}

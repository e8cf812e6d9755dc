package io.kefu.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.connector.TestSettings;
import io.kefu.erp.pull.PullStore;
import io.kefu.erp.pull.PullWorker;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that no ERP should tell, and some do: each costs itself and nothing else. */
@QuarkusTest
@TestProfile(TwoWaySyncTest.Impatient.class)
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "erp"))
class OddRowsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject TenantScope tenants;
  @Inject Connectors connectors;
  @Inject PullWorker puller;
  @Inject PullStore store;
  @TempDir Path folder;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void anIdThatIsThereTwiceCountsOnce() {
    store
        .store(tenant, List.of(row("1", "甲"), row("2", "乙"), row("1", "甲甲")), true)
        .await()
        .atMost(PATIENCE);

    assertThat(customers()).containsExactly("erp-1", "erp-2");
  }

  @Test
  void oddValuesAreStoredAsFarAsTheyGo() throws IOException {
    connectors.put(TestSettings.folder(tenant, folder));
    String longId = "K".repeat(140);
    Files.writeString(
        folder.resolve("in/customers.csv"),
        "khid,name,mobile\nK1,甲,13800000001\nK2,乙\u0000乙,13800000002\n%s,太长,1\nK4,丁,%s\n"
            .formatted(longId, "1".repeat(5_000)));

    assertThat(puller.pull(tenant)).hasValue(4);

    assertThat(customers())
        .containsExactlyInAnyOrder("erp-K1", "erp-K2", "erp-K4", "erp-" + longId);
  }

  @Test
  void aRowThatTheDatabaseRefusesHoldsUpNoOther() throws IOException {
    connectors.put(TestSettings.folder(tenant, folder));
    Files.writeString(folder.resolve("in/customers.csv"), "khid,name\nK1,甲\nK-refused,乙\nK3,丙\n");
    alter("ADD CONSTRAINT refuses CHECK (erp_id <> 'K-refused') NOT VALID");
    try {
      assertThat(puller.pull(tenant)).hasValue(2);
    } finally {
      alter("DROP CONSTRAINT refuses");
    }

    assertThat(customers()).containsExactly("erp-K1", "erp-K3");
  }

  private void alter(String how) {
    tenants
        .inTransaction(
            tenant, connection -> connection.query("ALTER TABLE customer " + how).execute())
        .await()
        .atMost(PATIENCE);
  }

  private static ErpRecord row(String id, String name) {
    return new ErpRecord(id, Map.of("name", name));
  }

  private List<String> customers() {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .preparedQuery(
                        "SELECT customer_id FROM customer WHERE tenant_id = $1 ORDER BY customer_id")
                    .execute(Tuple.of(tenant)))
        .map(
            rows -> {
              List<String> ids = new ArrayList<>();
              rows.forEach(found -> ids.add(found.getString("customer_id")));
              return ids;
            })
        .await()
        .atMost(PATIENCE);
  }
}

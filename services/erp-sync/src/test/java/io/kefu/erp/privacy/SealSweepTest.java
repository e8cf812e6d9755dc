package io.kefu.erp.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.chassis.sealing.KeyRing;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows from before, and rows under an old key. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "erp"))
class SealSweepTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OPEN_ROWS =
      """
      INSERT INTO customer (tenant_id, customer_id, version, fields, field_versions, agreed)
      VALUES ($1, 'c1', 1, '{"phone": "138 0000 0001", "name": "张三"}', '{}',
        '{"phone": "13800000001", "notes": "找 13800000002"}')
      """;
  private static final String OPEN_CONFLICT =
      """
      INSERT INTO field_conflict (tenant_id, customer_id, field, ours, theirs, reason, opened_at)
      VALUES ($1, 'c1', 'phone', '"13800000001"', NULL, 'both_changed', now())
      """;

  @Inject TenantScope tenants;
  @Inject SealSweep sweep;
  @Inject SensitiveFields sensitive;

  @ConfigProperty(name = "kefu.erp.data-keys")
  String keys;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

  @AfterEach
  void backToTheTestsKey() {
    new SealSweep(tenants, ring(keys + "," + newKey())).run();
  }

  @Test
  void sealsRowsFromBeforeAndMakesThemFindable() {
    run(OPEN_ROWS);
    run(OPEN_CONFLICT);

    int sealed = sweep.run();

    assertThat(sealed).isEqualTo(2);
    assertThat(customer()).doesNotContain("1380000", "138 0000").contains("张三");
    assertThat(text("SELECT phone_print AS t FROM customer WHERE tenant_id = $1"))
        .isEqualTo(sensitive.phonePrint(tenant, "13800000001").orElseThrow());
    JsonObject fields =
        new JsonObject(text("SELECT fields::text AS t FROM customer WHERE tenant_id = $1"));
    assertThat(sensitive.open(tenant, "c1", fields.getMap()))
        .containsEntry("phone", "138 0000 0001");
    assertThat(
            sensitive.openText(
                tenant,
                "c1",
                "phone",
                text("SELECT ours #>> '{}' AS t FROM field_conflict WHERE tenant_id = $1")))
        .isEqualTo("13800000001");
    assertThat(sweep.run()).isZero();
  }

  @Test
  void aNewKeyTakesOverAndThenTheOldOneMayGo() {
    run(OPEN_ROWS);
    sweep.run();
    SensitiveFields both = ring(newKey() + "," + keys);

    new SealSweep(tenants, both).run();

    assertThat(customer()).contains("sealed:1:new:").doesNotContain("sealed:1:test:");
    SensitiveFields onlyNew = ring(newKey());
    JsonObject fields =
        new JsonObject(text("SELECT fields::text AS t FROM customer WHERE tenant_id = $1"));
    assertThat(onlyNew.open(tenant, "c1", fields.getMap())).containsEntry("phone", "138 0000 0001");
    assertThat(new SealSweep(tenants, onlyNew).run()).isZero();
    // Who takes a key away that rows still need is told so, and not started.
    SealSweep tooEarly = new SealSweep(tenants, ring(keys));
    assertThatThrownBy(tooEarly::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("new")
        .hasMessageContaining("kefu.erp.data-keys");
  }

  private static SensitiveFields ring(String keys) {
    return new SensitiveFields(KeyRing.parse("kefu.erp.data-keys", keys));
  }

  private static String newKey() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 9);
    return "new:" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String customer() {
    return text("SELECT c::text AS t FROM customer AS c WHERE tenant_id = $1");
  }

  private void run(String sql) {
    tenants
        .inTransaction(tenant, tx -> tx.preparedQuery(sql).execute(Tuple.of(tenant)))
        .await()
        .atMost(PATIENCE);
  }

  private String text(String sql) {
    return tenants
        .inTransaction(
            tenant,
            tx ->
                tx.preparedQuery(sql)
                    .execute(Tuple.of(tenant))
                    .map(rows -> rows.iterator().next().getString("t")))
        .await()
        .atMost(PATIENCE);
  }
}

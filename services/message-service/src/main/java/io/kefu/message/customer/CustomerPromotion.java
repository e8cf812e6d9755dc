package io.kefu.message.customer;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Puts customers on file (建档): issues the K-code, once a customer. */
@ApplicationScoped
public class CustomerPromotion {

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

  private static final long FIRST_NUMBER = 1_001;

  private final TenantScope tenants;
  private final CustomerChanges changes;
  private final CustomerSync sync;

  /** Wires the promotion. */
  public CustomerPromotion(TenantScope tenants, CustomerChanges changes, CustomerSync sync) {
    this.tenants = tenants;
    this.changes = changes;
    this.sync = sync;
  }

  /**
   * Puts a customer on file and gives the row with the K-code; 409 when the customer has one, 412
   * for another version than expected.
   */
  public Uni<Row> promote(
      String tenantId,
      UUID customerId,
      Promotion promotion,
      ExpectedVersion version,
      String actor) {
    String channel = promotion.channel() == null ? "微信" : promotion.channel();
    try {
      KCode.of(0, promotion.region(), promotion.name(), promotion.level(), channel);
    } catch (IllegalArgumentException e) {
      throw CustomerFile.invalid(e.getMessage(), "1 to 40 characters without a hyphen");
    }
    return tenants.inTransaction(
        tenantId,
        connection ->
            CustomerFile.lock(connection, tenantId, customerId)
                .chain(
                    locked -> {
                      if (locked.getString("k_code") != null) {
                        throw new ProblemException(
                            409, "already_on_file", "The customer has a K-code already.");
                      }
                      version.check(locked.getLong("version"));
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
                .map(CustomerFile::one)
                .call(
                    row ->
                        changes.note(
                            connection,
                            tenantId,
                            customerId,
                            "promote",
                            actor,
                            List.of("k_code", "name", "region", "level", "owner"),
                            null))
                .call(
                    row ->
                        sync.mark(connection, tenantId, List.of(customerId), SyncCause.PROMOTED)));
  }
}

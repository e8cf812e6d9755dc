package io.kefu.erp.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.erp.ErpLookupKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every connector promises, whatever ERP stands behind it. */
abstract class ConnectorContract {

  /** The ERP behind the connector, as its own people see it. */
  interface Behind extends AutoCloseable {

    /** A connector to it, of ten rows a page; the name is at most 20 characters long. */
    ErpConnector connector() throws Exception;

    /** Adds a customer by our field names; answers the ERP's id. */
    String addCustomer(String number, Map<String, String> fields) throws Exception;

    /** Adds an order of a customer. */
    void addOrder(String erpId, String number, String title) throws Exception;

    @Override
    void close();
  }

  private static final Map<String, String> ZHANG =
      Map.of(
          "name", "重庆充电科技",
          "phone", "13800000000",
          "email", "a,\"b\"@example.com",
          "value", "high",
          "kind", "company",
          "person_name", "张三");

  private Behind behind;
  private ErpConnector connector;

  abstract Behind behind() throws Exception;

  @BeforeEach
  void connect() throws Exception {
    behind = behind();
    connector = behind.connector();
  }

  @AfterEach
  void disconnect() {
    connector.close();
    behind.close();
  }

  @Test
  void verifiesItsSetUp() {
    connector.verify();
  }

  @Test
  void whatIsCreatedIsFoundByItsNumberAndReadBackAsItWasAnnounced() {
    connector.create("WXc1", ZHANG);

    ErpRecord found = connector.findByNumber("WXc1").orElseThrow();
    assertThat(found.fields())
        .containsAllEntriesOf(connector.asShown(ZHANG))
        .containsEntry("customer_number", "WXc1")
        .containsEntry("value", "high");
    assertThat(connector.get(found.erpId())).contains(found);
    assertThat(connector.findByNumber("WXc")).isEmpty();
    assertThat(connector.findByNumber("WXc11")).isEmpty();
  }

  @Test
  void anUpdateChangesItsFieldAndNoOther() {
    connector.create("WXc1", ZHANG);
    ErpRecord before = connector.findByNumber("WXc1").orElseThrow();

    connector.update(before, Map.of("phone", "13900000000"));

    Map<String, String> expected = new LinkedHashMap<>(before.fields());
    expected.put("phone", "13900000000");
    ErpRecord after = connector.get(before.erpId()).orElseThrow();
    assertThat(after.fields()).isEqualTo(expected);
    assertThat(after.hash()).isNotEqualTo(before.hash());
  }

  @Test
  void pagesThroughEverybodyOnce() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      expected.add(behind.addCustomer("K%03d".formatted(i), Map.of("name", "客户" + i)));
    }

    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.empty();
    int pages = 0;
    do {
      ErpConnector.Page page = connector.list(next);
      page.records().forEach(record -> seen.add(record.erpId()));
      next = page.next();
    } while (next.isPresent() && pages++ < 10);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(next).isEmpty();
  }

  @Test
  void aListedRowIsTheRowThatIsRead() throws Exception {
    String id = behind.addCustomer("K1", Map.of("name", "甲公司", "phone", "13700000000"));

    ErpRecord listed = connector.list(Optional.empty()).records().getFirst();

    assertThat(listed.erpId()).isEqualTo(id);
    assertThat(connector.get(id)).contains(listed);
    assertThat(listed.fields())
        .containsEntry("name", "甲公司")
        .containsEntry("phone", "13700000000")
        .containsEntry("customer_number", "K1");
  }

  @Test
  void whoIsNotThereIsNotFound() {
    assertThat(connector.get("999999")).isEmpty();
    assertThat(connector.findByNumber("nobody")).isEmpty();
  }

  @Test
  void announcesWhatItCuts() {
    assertThat(connector.asShown(Map.of("name", "名".repeat(30), "unheard_of", "x")))
        .containsExactly(Map.entry("name", "名".repeat(20)));
  }

  @Test
  void takesANote() throws Exception {
    String id = behind.addCustomer("K1", Map.of("name", "甲公司"));

    connector.note(id, "客户询价");

    assertThat(connector.get(id)).isPresent();
  }

  @Test
  void tellsTheDocumentsOfOneCustomerAndNobodyElses() throws Exception {
    String mine = behind.addCustomer("K1", Map.of("name", "甲公司"));
    String others = behind.addCustomer("K2", Map.of("name", "乙公司"));
    behind.addOrder(mine, "SO1", "充电桩");
    behind.addOrder(mine, "SO2", "电缆");
    behind.addOrder(others, "SO3", "变压器");

    assertThat(orders(mine, null)).containsExactlyInAnyOrder("SO1", "SO2");
    assertThat(orders(mine, "so2")).containsExactly("SO2");
    assertThat(orders(mine, "SO3")).isEmpty();
    assertThat(orders(mine, "SO")).isEmpty();
    assertThat(orders(mine, "../../" + others)).isEmpty();
    assertThat(orders("999999", null)).isEmpty();
  }

  private List<String> orders(String erpId, String number) {
    return connector
        .documents(
            new DocumentQuery(ErpLookupKind.ORDER, Optional.of(erpId), Optional.ofNullable(number)),
            CallLimit.waiting(Duration.ofSeconds(10)))
        .stream()
        .map(ErpDocument::number)
        .toList();
  }
}

package io.kefu.erp.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.erp.connector.ErpConnector.Lookup;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.zhibang.ZhibangConnector;
import io.kefu.erp.simulator.ErpSimulator;
import io.kefu.erp.simulator.ErpSimulator.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both dialects against the wire of the reference. */
class ZhibangConnectorTest {

  private static final Map<String, String> ZHANG =
      Map.of(
          "name", "重庆充电科技",
          "phone", "13800000000",
          "wechat_id", "wxid_zhang3",
          "value", "high",
          "kind", "company",
          "person_name", "张三");

  private final ErpSimulator erp = new ErpSimulator(1);

  @AfterEach
  void close() {
    erp.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sysa", "v3"})
  void createsAndReadsBack(String dialect) {
    try (ErpConnector connector = connector(dialect, "right", erp.address())) {
      connector.create("WXc1", ZHANG);

      ErpRecord found = connector.findByNumber("WXc1").orElseThrow();
      assertThat(found.fields())
          .containsEntry("name", "重庆充电科技")
          .containsEntry("phone", "13800000000")
          .containsEntry("value", "high")
          .containsEntry("customer_number", "WXc1");
      assertThat(erp.customers().get(Integer.parseInt(found.erpId()))).containsEntry("jz", "289");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sysa", "v3"})
  void updatesOneFieldAndKeepsTheOthers(String dialect) {
    int id = erp.addCustomer(Map.of("name", "甲公司", "khid", "A1", "mobile", "1", "jz", "999"));
    try (ErpConnector connector = connector(dialect, "right", erp.address())) {
      ErpRecord before = connector.get(Integer.toString(id)).orElseThrow();

      connector.update(before, Map.of("phone", "2"));

      assertThat(erp.customers().get(id))
          .containsEntry("mobile", "2")
          .containsEntry("name", "甲公司")
          .containsEntry("khid", "A1")
          // An enumeration id that nobody mapped goes back as it came.
          .containsEntry("jz", "999");
    }
  }

  @Test
  void pagesThroughAllCustomers() {
    for (int i = 0; i < 250; i++) {
      erp.addCustomer(Map.of("name", "客户" + i));
    }
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      ErpConnector.Page last = connector.list(3);

      assertThat(last.count()).isEqualTo(3);
      assertThat(last.records()).hasSize(50);
      assertThat(last.records().getLast().fields()).containsEntry("name", "客户249");
    }
  }

  @Test
  void findsTheExactNumberOnly() {
    erp.addCustomer(Map.of("name", "乙", "khid", "WXc10"));
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      assertThat(connector.findByNumber("WXc1")).isEmpty();
    }
  }

  @Test
  void findsTheExactNumberBehindPagesOfSimilarOnes() {
    for (int i = 0; i < 250; i++) {
      erp.addCustomer(Map.of("name", "客户" + i, "khid", "WXc1" + i));
    }
    erp.addCustomer(Map.of("name", "乙", "khid", "WXc1"));
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      assertThat(connector.findByNumber("WXc1").orElseThrow().fields()).containsEntry("name", "乙");
    }
  }

  @Test
  void saysSoWhenANumberIsThereTwice() {
    erp.addCustomer(Map.of("name", "乙", "khid", "WXc1"));
    erp.addCustomer(Map.of("name", "丙", "khid", "WXc1"));
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      assertThat(failure(() -> connector.findByNumber("WXc1")).kind()).isEqualTo(Kind.DUPLICATE);
    }
  }

  @Test
  void renewsALostSession() {
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      connector.verify();
      erp.fault(Fault.SESSION_LOST, 1);
      assertThat(failure(connector::verify).kind()).isEqualTo(Kind.NO_SESSION);
      erp.heal();

      connector.verify();

      assertThat(erp.logins()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void tellsAWrongPasswordFromACaptchaAndFromSilence() {
    try (ErpConnector wrong = connector("sysa", "wrong", erp.address())) {
      assertThat(failure(wrong::verify).kind()).isEqualTo(Kind.LOGIN_REFUSED);
    }
    erp.wantCaptcha(true);
    try (ErpConnector right = connector("sysa", "right", erp.address())) {
      assertThat(failure(right::verify).kind()).isEqualTo(Kind.CAPTCHA);
    }
    try (ErpConnector nowhere = connector("sysa", "right", URI.create("http://127.0.0.1:1"))) {
      assertThat(failure(nowhere::verify).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void givesUpWaitingInTime() {
    erp.fault(Fault.SLOW, 1);
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      assertThat(failure(connector::verify).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void looksUpTheDocumentsOfOneCustomerOnly() {
    String orders = "/sysa/mobilephone/salesmanage/contract/billlist.asp";
    erp.addDocument(orders, "7", Map.of("htbh", "HT-7"));
    erp.addDocument(orders, "8", Map.of("htbh", "HT-8"));
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      assertThat(connector.lookup(Lookup.ORDERS, "7", Optional.empty()))
          .containsExactly(Map.of("htbh", "HT-7"));
    }
  }

  private static ErpException failure(Runnable call) {
    return catchThrowableOfType(ErpException.class, call::run);
  }

  private static ErpConnector connector(String dialect, String password, URI address) {
    return new ZhibangConnector(
        new ConnectorSettings(
            "demo",
            "zhibang",
            dialect,
            address,
            "kefu",
            password,
            Duration.ofMillis(800),
            1000,
            1000,
            100,
            null,
            Map.of("sort", "意向客户", "sort1", "初步接触")),
        new ObjectMapper(),
        "kefutest1");
  }
}

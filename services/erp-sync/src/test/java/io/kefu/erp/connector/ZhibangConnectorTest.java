package io.kefu.erp.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.zhibang.ZhibangConnector;
import io.kefu.local.erp.ErpSimulator;
import io.kefu.local.erp.ErpSimulator.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
      ErpConnector.Page last = connector.list(Optional.of("3"));

      assertThat(connector.list(Optional.empty()).next()).contains("2");
      assertThat(last.next()).isEmpty();
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

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SLOW", "TRICKLE"})
  void aCustomerWhoWaitsIsNotKeptWaiting(Fault fault) {
    try (ErpConnector connector = connector("sysa", "right", erp.address())) {
      connector.verify();
      erp.fault(fault, 1);
      long start = System.nanoTime();

      ErpException failure =
          failure(
              () ->
                  connector.documents(
                      new DocumentQuery(ErpLookupKind.ORDER, Optional.of("7"), Optional.empty()),
                      CallLimit.waiting(Duration.ofMillis(200))));

      assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(700));
    }
  }

  @Test
  void mapsIdsToTheWordsOfThisInstallation() {
    String orders = "/sysa/mobilephone/salesmanage/contract/billlist.asp";
    erp.addEnumeration("98", Map.of("1", "已发货", "2", "生产中"));
    erp.addDocument(orders, "7", Map.of("htbh", "SO1", "title", "充电桩", "htzt", "1"));
    erp.addDocument(orders, "7", Map.of("htbh", "SO2", "title", "充电桩", "htzt", "77"));
    LookupSettings lookup =
        new LookupSettings(
            orders,
            null,
            List.of(Map.of("datatype", "tel", "ord", "{customer}")),
            null,
            List.of("htbh"),
            "title",
            new LookupSettings.Told(null, "htzt", null, "98"),
            null,
            "company",
            null);
    try (ErpConnector connector =
        new ZhibangConnector(
            TestSettings.zhibang(
                "demo",
                "sysa",
                erp.address(),
                "right",
                Duration.ofSeconds(5),
                1000,
                Map.of(ErpLookupKind.ORDER, lookup)),
            new ObjectMapper(),
            "kefutest1")) {
      DocumentQuery all =
          new DocumentQuery(ErpLookupKind.ORDER, Optional.of("7"), Optional.empty());

      List<ErpDocument> found = connector.documents(all, CallLimit.waiting(Duration.ofSeconds(5)));

      // No customer is told a bare id.
      assertThat(found)
          .extracting(ErpDocument::status)
          .containsExactly(Optional.of("已发货"), Optional.empty());
    }
  }

  @Test
  void loadsTheIdsOfAFieldFromTheInstallation() {
    erp.addEnumeration("13", Map.of("901", "微信", "902", "朋友介绍"));
    ConnectorSettings plain =
        TestSettings.zhibang("demo", "sysa", erp.address(), "right", Duration.ofSeconds(5));
    ConnectorSettings settings =
        new ConnectorSettings(
            "demo",
            "zhibang",
            "sysa",
            erp.address(),
            "kefu",
            "right",
            null,
            1000,
            1000,
            100,
            List.of(
                new ConnectorSettings.Field("name", "name", null, null, 100),
                new ConnectorSettings.Field(
                    "source", "ly", null, null, 0, "13", Map.of("wechat", "微信"))),
            plain.constants(),
            null,
            null,
            null,
            null);
    try (ErpConnector connector = new ZhibangConnector(settings, new ObjectMapper(), "kefutest1")) {
      connector.create("WXc1", Map.of("name", "甲", "source", "wechat"));

      assertThat(erp.customers().values().iterator().next()).containsEntry("ly", "901");
      assertThat(connector.findByNumber("WXc1").orElseThrow().fields())
          .containsEntry("source", "wechat");
    }
  }

  private static ErpException failure(Runnable call) {
    return catchThrowableOfType(ErpException.class, call::run);
  }

  private static ErpConnector connector(String dialect, String password, URI address) {
    return new ZhibangConnector(
        TestSettings.zhibang("demo", dialect, address, password, Duration.ofMillis(800)),
        new ObjectMapper(),
        "kefutest1");
  }
}

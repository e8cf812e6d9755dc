package io.kefu.erp.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.erp.connector.ConnectorSettings.Field;
import io.kefu.erp.connector.zhibang.ZhibangConnector;
import io.kefu.local.erp.DemoInstallation;
import io.kefu.local.erp.ErpSimulator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Both dialects of 智邦国际. */
class ZhibangContractTest {

  @Nested
  class Sysa extends ConnectorContract {
    @Override
    Behind behind() {
      return new Zhibang("sysa");
    }
  }

  @Nested
  class V3 extends ConnectorContract {
    @Override
    Behind behind() {
      return new Zhibang("v3");
    }
  }

  private static final class Zhibang implements ConnectorContract.Behind {

    private final ErpSimulator erp = new ErpSimulator(3);
    private final String dialect;

    Zhibang(String dialect) {
      this.dialect = dialect;
    }

    @Override
    public ErpConnector connector() {
      return new ZhibangConnector(
          new ConnectorSettings(
              "demo",
              "zhibang",
              dialect,
              erp.address(),
              "kefu",
              "right",
              Duration.ofSeconds(10),
              1000,
              1000,
              10,
              List.of(
                  new Field("name", "name", null, null, 20),
                  new Field("phone", "mobile", null, null, 50),
                  new Field("email", "email", null, null, 50),
                  new Field("value", "jz", null, Map.of("high", "289"), 0)),
              Map.of("sort", "意向客户", "sort1", "初步接触"),
              null,
              null,
              null,
              null),
          new ObjectMapper(),
          "kefutest1");
    }

    @Override
    public String addCustomer(String number, Map<String, String> fields) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("khid", number);
      row.put("name", fields.get("name"));
      row.put("mobile", fields.getOrDefault("phone", ""));
      return Integer.toString(erp.addCustomer(row));
    }

    @Override
    public void addOrder(String erpId, String number, String title) {
      erp.addDocument(
          DemoInstallation.ORDERS, erpId, Map.of("ord", "9", "htbh", number, "title", title));
    }

    @Override
    public void close() {
      erp.close();
    }
  }
}

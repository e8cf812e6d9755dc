package io.kefu.message.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErpFieldsTest {

  @Test
  void onlyWhatWasNotToldIsTold() {
    Map<String, String> told = ErpFields.after(Map.of(), Map.of("region", "渝A", "bucket", "GRAY"));
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("region", "渝A");
    now.put("bucket", "WHITE");
    now.put("email", null);

    Map<String, Object> untold = ErpFields.untold(told, now);

    assertThat(untold).containsExactly(Map.entry("bucket", "WHITE"));
  }

  @Test
  void emptiedFieldIsToldOnceAndNoValueIsKept() {
    Map<String, String> told = ErpFields.after(Map.of(), Map.of("region", "渝A"));
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("region", null);

    Map<String, Object> untold = ErpFields.untold(told, now);

    assertThat(untold).containsOnlyKeys("region").containsValue(null);
    assertThat(told.values()).noneMatch(digest -> digest.contains("渝A"));
    assertThat(ErpFields.untold(ErpFields.after(told, untold), now)).isEmpty();
  }
}

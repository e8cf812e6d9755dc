package io.kefu.message.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.customer.Identification.Identity;
import io.kefu.message.customer.Identification.Kind;
import org.junit.jupiter.api.Test;

class IdentificationTest {

  @Test
  void weChatIdCountsAcrossAgents() {
    assertThat(Identification.of("a1", "wxid_abc123def", "张三"))
        .isEqualTo(new Identity(Kind.WECHAT_ID, "", "wxid_abc123def"))
        .isEqualTo(Identification.of("a2", "wxid_abc123def", "老张"));
    assertThat(Identification.of("a1", "zhang-san_88", "张三").kind()).isEqualTo(Kind.WECHAT_ID);
  }

  @Test
  void nameCountsWithinItsAgent() {
    assertThat(Identification.of("a1", "张三", "张三 VIP"))
        .isEqualTo(new Identity(Kind.NAME, "a1", "张三 VIP"))
        .isNotEqualTo(Identification.of("a2", "张三", "张三 VIP"));
  }

  @Test
  void withoutANameTheStandInMustDo() {
    assertThat(Identification.of("a1", "行 7", " ")).isEqualTo(new Identity(Kind.NAME, "a1", "行 7"));
  }
}

package io.kefu.ai.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalDataTest {

  private final PersonalData data = new PersonalData();

  @ParameterizedTest
  @CsvSource({
    "我的电话13812345678请回电,我的电话[手机号1]请回电",
    "电话+86 138-1234-5678,电话[手机号1]",
    "身份证11010519491231002X,身份证[证件号1]",
    "卡号6222 0212 3456 7890 123,卡号[银行卡号1]",
    "邮箱zhang.san@example.com.cn，谢谢,邮箱[邮箱1]，谢谢",
    "座机010-62345678,座机[座机号1]",
    "车牌渝A12345充不了电,车牌[车牌号1]充不了电"
  })
  void masksWhatIsPersonal(String text, String masked) {
    assertThat(data.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({"报警码E103", "120kW双枪", "序列号202611220007", "400-000-1688", "2026-11-22下单"})
  void leavesTheRestAlone(String text) {
    assertThat(data.mask(text)).isEqualTo(text);
  }

  @Test
  void theSameDatumGetsTheSameSignAndComesBack() {
    String masked = data.mask("13812345678 和 13912345678，再说一遍 13812345678");

    assertThat(masked).isEqualTo("[手机号1] 和 [手机号2]，再说一遍 [手机号1]");
    assertThat(data.unmask(masked)).isEqualTo("13812345678 和 13912345678，再说一遍 13812345678");
  }
}

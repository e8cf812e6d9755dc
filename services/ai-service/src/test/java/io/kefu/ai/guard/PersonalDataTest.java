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
    "车牌渝A12345充不了电,车牌[车牌号1]充不了电",
    "车牌渝AD12345,车牌[车牌号1]",
    "粤b·12345,[车牌号1]",
    "粤Z1234港,[车牌号1]",
    "电话１３８１２３４５６７８,电话[手机号1]",
    "电话138.1234.5678,电话[手机号1]",
    "电话 1 3 8 1 2 3 4 5 6 7 8,电话 [手机号1]",
    "电话一三八一二三四五六七八,电话[手机号1]",
    "电话幺三八一二三四五六七八,电话[手机号1]",
    "身份证110105 19491231 002x,身份证[证件号1]",
    "身份证１１０１０５１９４９１２３１００２Ｘ,身份证[证件号1]",
    "旧身份证110105491231002,旧身份证[证件号1]",
    "护照号E12345678,护照号[证件号1]",
    "卡号6222-0212-3456-7890,卡号[银行卡号1]",
    "邮箱ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ,邮箱[邮箱1]",
    "座机(010)62345678,座机[座机号1]",
    "座机0571 8888 6666,座机[座机号1]",
    "微信号：zhangsan_88,微信号：[联系方式1]",
    "QQ号是12345678,QQ号是[联系方式1]",
    "地址是浙江省杭州市西湖区文三路123号5栋302室,地址是[地址1]",
    "我住在文三路12号,我住在[地址1]",
    "寄到杭州市西湖区翠苑小区3栋2单元501室谢谢,寄到[地址1]谢谢"
  })
  void masksWhatIsPersonal(String text, String masked) {
    assertThat(data.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "报警码E103",
    "120kW双枪",
    "序列号202611220007",
    "400-000-1688",
    "2026-11-22下单",
    "120元一台",
    "订单号20261122000712",
    "在路上了",
    "第3号桩",
    "高速公路服务区能用吗"
  })
  void leavesTheRestAlone(String text) {
    assertThat(data.mask(text)).isEqualTo(text);
  }

  @Test
  void theSameDatumGetsTheSameSignAndComesBack() {
    String masked = data.mask("13812345678 和 13912345678，再说一遍 13812345678");

    assertThat(masked).isEqualTo("[手机号1] 和 [手机号2]，再说一遍 [手机号1]");
    assertThat(data.unmask(masked)).isEqualTo("13812345678 和 13912345678，再说一遍 13812345678");
  }

  @Test
  void whatLooksLikeASignIsNoneAndComesBackAsItWas() {
    String masked = data.mask("把[手机号1]发给我，我的是13812345678");

    assertThat(masked).isEqualTo("把[代号1]发给我，我的是[手机号2]");
    assertThat(data.hasUnknownSign("您的手机号是[手机号1]")).isTrue();
    assertThat(data.unmask("您写的是[代号1]，号码是[手机号2]")).isEqualTo("您写的是[手机号1]，号码是13812345678");
  }

  @Test
  void aSignThatTheEntryHoldsIsNeverGiven() {
    data.reserve("请发送[手机号1]到平台");

    assertThat(data.mask("13812345678")).isEqualTo("[手机号2]");
    assertThat(data.unmask("请发送[手机号1]")).isEqualTo("请发送[手机号1]");
  }

  @ParameterizedTest
  @CsvSource({"【手机号1】", "［手机号1］", "[手机号 1]", "[ 手机号1 ]"})
  void knowsASignInOtherBrackets(String sign) {
    data.mask("13812345678");

    assertThat(data.unmask("号码" + sign)).isEqualTo("号码13812345678");
  }
}

package io.kefu.message.answer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the answer policy (domain.md §5). Thresholds, words and texts are the defaults of a
 * tenant's own settings.
 */
@ConfigMapping(prefix = "kefu.message.answer")
public interface AnswerConfig {

  /** Confidence limits, 0 to 1, in falling order. */
  Thresholds thresholds();

  /** Words that decide. */
  Words words();

  /** What the customer reads. */
  Texts texts();

  /** How long the neighbours may take. */
  Deadlines deadlines();

  /** The same question within this time is "the same question twice". */
  @WithDefault("30m")
  Duration repeatWindow();

  /** How many hits are asked for. */
  @WithDefault("5")
  int searchLimit();

  /** How many earlier lines the answering service is told. */
  @WithDefault("10")
  int historyLines();

  /** Confidence limits. */
  interface Thresholds {
    /** From here on a curated, approved entry answers by itself, without a model. */
    @WithDefault("0.92")
    double certain();

    /** From here on we answer. */
    @WithDefault("0.75")
    double answer();

    /** From here on we ask what is meant; below, a person takes over. */
    @WithDefault("0.55")
    double clarify();
  }

  /**
   * Words that decide, compared in lower case after NFKC; !经理论 is a place where 经理 does not count.
   */
  interface Words {
    /** The customer wants a person or complains. */
    @WithDefault(
        "人工,转人工,人工客服,投诉,经理,主管,领导,退款,差评," + "!人工智能,!人工费,!人工成本,!人工呼吸,!人工草,!人工湖,!已经理,!曾经理,!主管道,!主管路")
    List<String> transfer();

    /** The customer is angry. */
    @WithDefault(
        "垃圾,骗子,骗人,忽悠,太差,差劲,坑人,气死,什么破,烂透,恶心,无语死,滚蛋,妈的,他妈,傻逼,有病吧,举报,曝光,维权,"
            + "!妈妈的,!他妈妈,!垃圾桶,!垃圾站,!垃圾箱,!曝光度")
    List<String> anger();

    /** A model never writes about these. */
    @WithDefault("价格,报价,合同,交付时间,法律,隐私,个人信息,!组合同,!联合同,!综合同")
    List<String> forbidden();

    /** Somebody or something is in danger. Questions about protection are none. */
    @WithDefault(
        "着火,起火,失火,冒烟,触电,漏电了,在漏电,电到人,电到了,电伤,烧起来,烧着了,爆炸了,要爆炸,炸了,有人受伤,人受伤,"
            + "!打不着火,!着火点,!会不会着火,!会不会起火,!会不会冒烟,!会不会触电,!会不会漏电,!会不会炸了,"
            + "!防着火,!防起火,!防触电,!防漏电,!怕着火,!怕触电,!触电保护,!触电防护,!会触电吗,!会着火吗,!会起火吗,!气炸了,!炸了锅")
    List<String> danger();

    /** Something cannot wait. */
    @WithDefault(
        "马上,紧急,加急,急用,急需,急死,很急,特别急,非常急,十万火急,停工,停线,全线停,立刻,立即,赶紧,火速,救命,漏电,"
            + "!不急,!我马上,!马上到,!马上付,!马上转,!马上下单,!马上打款,!马上来,!马上就来,!马上看,!马上去,!马上好,"
            + "!紧急停,!紧急按钮,!紧急制动,!紧急联系,!漏电保护,!漏电开关,!漏电断路,!防漏电,!会不会漏电,!不紧急")
    List<String> urgent();
  }

  /** What the customer reads. */
  interface Texts {
    /** Answer to a greeting. */
    @WithDefault("您好，请问有什么可以帮您？")
    String greeting();

    /** Answer to thanks. */
    @WithDefault("不客气，很高兴为您服务。")
    String thanks();

    /** Answer to an OK. */
    @WithDefault("好的，有需要请随时联系我们。")
    String acknowledgement();

    /** Answer to a farewell. */
    @WithDefault("感谢您的咨询，祝您生活愉快，再见！")
    String farewell();

    /** A person takes over. */
    @WithDefault("已为您转接人工客服，请稍候。")
    String handover();

    /** Somebody may be in danger; a person takes over at once. */
    @WithDefault("已为您加急转接人工客服，我们会马上联系您。如有冒烟、起火、漏电等危险，请先断电并远离设备，确保人身安全，必要时拨打119或120。")
    String urgent();

    /** A person takes over at once. */
    @WithDefault("非常抱歉让您久等，已为您加急转接人工客服，我们会优先处理。")
    String escalated();

    /** We are broken; also hands over. */
    @WithDefault("抱歉，系统暂时无法处理")
    String apology();

    /** In front of the choices of a clarifying question. */
    @WithDefault("请问您想了解的是以下哪个问题？")
    String clarify();

    /** After the choices. */
    @WithDefault("请回复序号，或补充说明您的问题。")
    String clarifyHint();

    /** A clarifying question without choices. */
    @WithDefault("请您再具体描述一下问题（例如产品型号、故障现象），以便为您准确解答。")
    String clarifyOpen();
  }

  /** How long the neighbours may take. */
  interface Deadlines {
    /** Searching the knowledge base. */
    @WithDefault("3s")
    Duration search();

    /**
     * How long questions wait for rag-service while it is away; counted from the first that was not
     * answered, so that a restart is waited for and a long outage is not.
     */
    @WithDefault("20s")
    Duration searchPatience();

    /** Between two attempts of one question meanwhile. */
    @WithDefault("500ms")
    Duration searchPause();

    /** Writing the answer, all providers of the chain included. */
    @WithDefault("130s")
    Duration write();

    /** Completing a follow-up question; then it is searched for as it is. */
    @WithDefault("2s")
    Duration rewrite();

    /** Asking the ERP. */
    @WithDefault("5s")
    Duration lookUp();
  }
}

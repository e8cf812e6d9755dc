package io.kefu.ai.guard;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a customer may hold us to although no digit says it: that something costs nothing or half,
 * roughly how much it costs, and days that are named by their distance or their place in the week.
 * Pure.
 */
final class Promises {

  private static final Pattern FREE =
      Pattern.compile("免费|免收|免除?.{0,4}费|不收费|不要钱|不花钱|零元|包邮|免邮|免运费|白送|赠送|全额退款|全额退|无理由|假一赔");

  private static final Pattern HALF = Pattern.compile("半价|对折|打折|买一送一|第二件|翻倍|加倍|翻番|减半");

  private static final Pattern ROUGHLY =
      Pattern.compile(
          "(?:[几数上]|[好若]干)[十百千万亿](?=[元块台套天年万个人件次多余左]|$|[,，。；、\\s])|十几|几十|百十来|小几[百千万]"
              + "|[\\d十百千万亿](?:多|余|来|几)(?=[元块台套天年个人件次万米公钱])");

  private static final Pattern DAY =
      Pattern.compile(
          "今天|今日|今晚|当晚|今年|明天|明日|后天|大后天|次日|隔天|当天|当日|下周|下星期|下礼拜|下个?月|下个?季度|本周内|本月内|月底|月初|月中|年底|年初|明年|后年|半天"
              + "|(?:周|星期|礼拜)[一二三四五六日天末]|[上中下]旬|春节|国庆|五一|元旦|双十[一二]|双1[12]|618|中秋|端午|清明|圣诞|劳动节|元宵|除夕|年前|节[前后](?!能)");

  /** For how long without a number, and when we are there. */
  private static final Pattern FOREVER = Pattern.compile("终身|终生|永久|无限[期次量]|永不|全年无休|全天候|节假日不休|随时退");

  /** A price that is not quite the one in the evidence: 300元起, 300元左右. */
  private static final Pattern MONEY_BOUND =
      Pattern.compile("[元块万](?:钱|整)?(起步?|以上|以下|以内|左右|上下|封顶|不等|出头)(?![来用见到])");

  /** What stands for each group in the evidence: any of it will do. */
  private static final String FREE_GROUP = "免费";

  private Promises() {}

  /** The promises of a folded text, each in the form in which the evidence is compared. */
  static Set<String> of(String folded) {
    Set<String> promises = new LinkedHashSet<>();
    if (FREE.matcher(folded).find()) {
      promises.add(FREE_GROUP);
    }
    for (Pattern pattern : new Pattern[] {HALF, ROUGHLY, DAY, FOREVER}) {
      Matcher matcher = pattern.matcher(folded);
      while (matcher.find()) {
        promises.add(matcher.group().replaceAll("星期|礼拜", "周").replace("周天", "周日"));
      }
    }
    Matcher bound = MONEY_BOUND.matcher(folded);
    while (bound.find()) {
      promises.add("元" + bound.group(1));
    }
    return promises;
  }
}

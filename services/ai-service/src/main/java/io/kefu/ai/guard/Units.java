package io.kefu.ai.guard;

import java.util.Map;

/** What numbers measure, as a regular expression and in one form each. Pure. */
final class Units {

  /** A number with what is measured; a Chinese numeral only in front of a unit. */
  static final String ANY =
      "个工作日|工作日|个自然日|自然日|个小时|小时|个钟头|钟头|个月|分钟|周年|年|月|日|号|天|周|星期|个礼拜|礼拜|秒|点|时|分|元整|元|块钱|块|毛|角|万元|亿元|万|亿|折|成|%|‰|℃|°c|度"
          + "|千瓦时|千瓦|kwh|kw|mw|w|kva|va|kv|v|伏|ma|ah|a|安|hz|mpa|kpa|公里|千米|厘米|毫米|km|cm|mm|米|m|公斤|千克|kg|g|吨"
          + "|寸|英寸|升|ml|l|gb|mb|tb|台|套|个|件|次|倍|级|位|人|枪|把|根|条|箱|批|期|年内|欧|ω|db|rpm|nm"
          + "|usd|rmb|cny|eur|hkd|美元|美金|欧元|港元|港币|英镑|日元|斤|公分|平方米|平米|立方米|立方|瓶|盒|包|袋|张|页|辆"
          + "|路|相|芯|家|份|笔|款|名|层|楼|单|户|座|只|片|桶|对|颗|支|行|轮|岁";

  /** Behind signs fewer units are units: 十分, 百分百, 三点 (建议) measure nothing. */
  static final String BEHIND_SIGNS =
      "个工作日|工作日|个自然日|自然日|个小时|小时|个钟头|钟头|个月|分钟|周年|年内|年|月|日|号|天|周|星期|个礼拜|礼拜|秒|点(?=[半钟整前后左])|元整|元|块钱|块|毛|角|折|成|倍"
          + "|千瓦时|千瓦|公里|千米|厘米|毫米|米|公斤|千克|吨|英寸|升|台|套|个|件|次|级|位|人|枪|把|根|条|箱|批|期|美元|美金|欧元|港元|港币|英镑|日元|斤|瓶|盒|辆|岁";

  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("个小时", "小时"),
          Map.entry("个工作日", "工作日"),
          Map.entry("个自然日", "自然日"),
          Map.entry("周年", "年"),
          Map.entry("年内", "年"),
          Map.entry("块", "元"),
          Map.entry("块钱", "元"),
          Map.entry("元整", "元"),
          Map.entry("毛", "角"),
          Map.entry("rmb", "元"),
          Map.entry("cny", "元"),
          Map.entry("usd", "美元"),
          Map.entry("美金", "美元"),
          Map.entry("eur", "欧元"),
          Map.entry("hkd", "港元"),
          Map.entry("港币", "港元"),
          Map.entry("个钟头", "小时"),
          Map.entry("钟头", "小时"),
          Map.entry("礼拜", "周"),
          Map.entry("个礼拜", "周"),
          Map.entry("公分", "cm"),
          Map.entry("平米", "平方米"),
          Map.entry("立方", "立方米"),
          Map.entry("号", "日"),
          Map.entry("星期", "周"),
          Map.entry("千瓦时", "kwh"),
          Map.entry("千瓦", "kw"),
          Map.entry("伏", "v"),
          Map.entry("安", "a"),
          Map.entry("千米", "km"),
          Map.entry("公里", "km"),
          Map.entry("厘米", "cm"),
          Map.entry("毫米", "mm"),
          Map.entry("米", "m"),
          Map.entry("公斤", "kg"),
          Map.entry("千克", "kg"),
          Map.entry("°c", "℃"),
          Map.entry("度", "℃"),
          Map.entry("寸", "英寸"),
          Map.entry("欧", "ω"));

  private Units() {}

  /** The unit as all its other names are written: 块 is 元, 公里 is km. */
  static String inOneForm(String unit) {
    return SAME.getOrDefault(unit, unit);
  }
}

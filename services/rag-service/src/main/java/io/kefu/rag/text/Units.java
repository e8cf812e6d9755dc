package io.kefu.rag.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Units of measure in the ways people write them, and the words that merely count things. */
final class Units {

  /** Every spelling of a unit and the one it stands for. */
  static final Map<String, String> CANONICAL = new LinkedHashMap<>();

  /** Words that count things, time or money: a number before one of them is a quantity. */
  static final Set<String> COUNTERS =
      Set.of(
          "级", "代", "期", "盒", "袋", "包", "瓶", "箱", "本", "份", "节", "课时", "秒", "季度", "台", "辆", "把",
          "个", "件", "套", "位", "人", "次", "年", "月", "天", "小时", "分钟", "点", "元", "万", "块", "号", "度",
          "折", "岁", "人民币", "工作日", "周", "楼", "层", "条", "根", "只", "桩", "枪", "车", "相");

  static {
    spell("kw", "千瓦", "kw", "kilowatt");
    spell("mw", "兆瓦", "mw");
    spell("kwh", "千瓦时", "kwh", "度电");
    spell("kva", "千伏安", "kva");
    spell("w", "瓦", "w");
    spell("a", "安培", "安", "a");
    spell("ma", "毫安", "ma");
    spell("kv", "千伏", "kv");
    spell("v", "伏特", "伏", "v");
    spell("mm2", "平方毫米", "平方", "平", "mm2");
    spell("db", "分贝", "db");
    spell("kg", "公斤", "千克", "kg");
    spell("mm", "毫米", "mm");
    spell("cm", "厘米", "公分", "cm");
    spell("km", "公里", "千米", "km");
    spell("m", "米", "m");
    spell("inch", "英寸", "寸");
    spell("c", "摄氏度", "°c", "℃");
    spell("%", "%", "个百分点", "个点");
    spell("ohm", "欧姆", "欧", "ω");
    spell("hz", "赫兹", "hz");
    spell("l", "升", "l");
    spell("gb", "gb");
    spell("mb", "mb");
    spell("tb", "tb");
    spell("g", "克", "g");
    spell("mg", "毫克", "mg");
    spell("jin", "市斤", "斤");
    spell("t", "吨");
    spell("ml", "毫升", "ml");
    spell("m3", "立方米", "立方");
    spell("mpa", "兆帕", "mpa");
    spell("kpa", "千帕", "kpa");
    spell("mah", "毫安时", "mah");
    spell("ah", "安时", "ah");
    spell("mhz", "兆赫", "mhz");
    spell("ghz", "ghz");
    spell("px", "像素", "万像素");
    spell("ppm", "ppm");
    spell("rpm", "转每分", "rpm");
    spell("hp", "匹马力", "马力", "匹");
  }

  /** Written-out units before which Chinese numerals are numbers; an alternation. */
  static final String WRITTEN_OUT =
      CANONICAL.keySet().stream()
          .filter(unit -> unit.length() > 1 && TextNormalizer.isHan(unit.codePointAt(0)))
          .map(Pattern::quote)
          .collect(Collectors.joining("|"));

  /** Every unit and counter, longest first; an alternation. */
  static final String ANY =
      Stream.concat(CANONICAL.keySet().stream(), COUNTERS.stream())
          .sorted((a, b) -> b.length() - a.length())
          .map(Pattern::quote)
          .collect(Collectors.joining("|"));

  private Units() {}

  private static void spell(String canonical, String... spellings) {
    for (String spelling : List.of(spellings)) {
      CANONICAL.put(spelling, canonical);
    }
  }
}

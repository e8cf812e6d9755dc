package io.kefu.ai.guard;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What personal data looks like. Pure. */
final class PersonalPatterns {

  /** Signs for digits, each beside its digit. */
  private static final String SIGNS = "零〇一二三四五六七八九幺";

  private static final String DIGITS = "001234567891";

  private static final String DAY = "(?:0[1-9]|[12]\\d|3[01])";
  private static final String MONTH = "(?:0[1-9]|1[0-2])";

  /**
   * A kind of personal data.
   *
   * @param name in its sign
   * @param spoken whether it may be written in Chinese digits
   */
  record Kind(String name, Pattern pattern, boolean spoken) {

    /** Where the datum begins in a match: what leads to it is not part of it. */
    int begin(Matcher found) {
      if (found.groupCount() == 0 || found.start(1) < 0) {
        return found.start();
      }
      int begin = found.start(1);
      Matcher lead = LEAD.matcher(found.group(1));
      while (lead.find()) {
        begin = found.start(1) + lead.end();
      }
      return begin;
    }
  }

  /** What leads to an address. */
  private static final Pattern LEAD = Pattern.compile("地址[是为在]?|[住位]在|住|寄[到给往]|[送发]到|家在|在|到|是");

  private static final String PLACE = "[\\u4e00-\\u9fa5]";

  static final List<Kind> KINDS =
      List.of(
          kind("代号", "(?!)"),
          kind("邮箱", "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}"),
          spoken(
              "证件号",
              "(?<![0-9A-Za-z])(?:[1-9]\\d{5}[ -]?(?:19|20)\\d{2}"
                  + MONTH
                  + DAY
                  + "[ -]?\\d{3}[0-9Xx]|[1-9]\\d{7}"
                  + MONTH
                  + DAY
                  + "\\d{3})(?![0-9A-Za-z])|护照(?:号码?)?[是为: ]{0,3}([A-Za-z]\\d{8})(?!\\d)"),
          spoken(
              "手机号",
              "(?<!\\d)(?:\\+?86[- ]?)?1(?: ?[3-9] ?\\d(?: ?\\d){8}|[3-9]\\d[-. ]?\\d{4}[-."
                  + " ]?\\d{4}|[3-9]\\d[-. ]\\d{3}[-. ]\\d{5})(?!\\d)"),
          kind("银行卡号", "(?<!\\d)[3-69]\\d{3}(?:[ -]?\\d{4}){2,3}[ -]?\\d{0,7}(?!\\d)"),
          kind(
              "座机号",
              "(?<!\\d)(?:\\+?86[- ]?)?(?:\\(0\\d{2,3}\\) ?|0\\d{2,3}[- ])\\d{4}[-"
                  + " ]?\\d{3,4}(?!\\d)"),
          kind(
              "车牌号",
              "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·.• -]?"
                  + "(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[港澳学警挂领])(?![A-Za-z0-9])"),
          kind(
              "联系方式",
              "(?:微信号?|vx|VX|wx|QQ号?|qq号?)\\s*(?:号|是|为|:|：)\\s*([A-Za-z0-9][A-Za-z0-9_-]{4,19})(?![A-Za-z0-9_-])"),
          kind(
              "地址",
              "((?:"
                  + PLACE
                  + "{2,8}(?:省|自治区))?(?:"
                  + PLACE
                  + "{2,8}[市州盟])?(?:"
                  + PLACE
                  + "{1,8}[区县旗市])?(?:"
                  + PLACE
                  + "{1,8}(?:街道|镇|乡))?(?:"
                  + PLACE
                  + "{1,10}(?:路|街|大道|巷|弄|胡同)\\s*[0-9０-９]{1,5}\\s*[号弄]|"
                  + PLACE
                  + "{2,10}(?:小区|花园|公寓|大厦|新村|家园|苑|村)(?:[0-9０-９]{1,4}|[一二三四五六七八九十]{1,3})\\s*(?:号楼|号|栋|幢|座|单元|组))"
                  + "(?:\\s*[A-Za-z0-9一二三四五六七八九十]{1,5}\\s*(?:号楼|号|栋|幢|座|楼|层|单元|室|房))*)"));

  private PersonalPatterns() {}

  private static Kind kind(String name, String regex) {
    return new Kind(name, Pattern.compile(regex), false);
  }

  private static Kind spoken(String name, String regex) {
    return new Kind(name, Pattern.compile(regex), true);
  }

  /** The text, sign by sign as long, in which full-width signs are plain ones. */
  static String twin(String text, Kind kind) {
    StringBuilder twin = new StringBuilder(text);
    for (int i = 0; i < twin.length(); i++) {
      char c = twin.charAt(i);
      if (c >= '\uff01' && c <= '\uff5e') {
        twin.setCharAt(i, (char) (c - 0xfee0));
      } else if (c == '\u3000') {
        twin.setCharAt(i, ' ');
      } else if (kind.spoken() && SIGNS.indexOf(c) >= 0) {
        twin.setCharAt(i, DIGITS.charAt(SIGNS.indexOf(c)));
      }
    }
    return twin.toString();
  }
}

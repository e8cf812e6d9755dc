package io.kefu.rag.extract;

import java.text.SimpleDateFormat;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;

/**
 * Shows values as a Chinese Excel does. A workbook names some formats by number alone, and what a
 * number means depends on the language of the program that shows it.
 */
final class ChineseFormats extends DataFormatter {

  private static final String YEAR_MONTH = "yyyy\"年\"m\"月\"";
  private static final String MONTH_DAY = "m\"月\"d\"日\"";
  private static final String WHOLE_DAY = "yyyy\"年\"m\"月\"d\"日\"";

  private static final Pattern QUOTED = Pattern.compile("\"([^\"A-Za-z]*)\"");

  private final Map<Integer, String> byNumber = new HashMap<>();

  ChineseFormats() {
    super(Locale.CHINA);
    addFormat("m/d/yy", new SimpleDateFormat("yyyy/M/d", Locale.CHINA));
    addFormat("m/d/yy h:mm", new SimpleDateFormat("yyyy/M/d H:mm", Locale.CHINA));
    for (int yearMonth : new int[] {27, 36, 50, 52, 57}) {
      byNumber.put(yearMonth, YEAR_MONTH);
    }
    for (int monthDay : new int[] {28, 29, 51, 53, 54, 58}) {
      byNumber.put(monthDay, MONTH_DAY);
    }
    byNumber.put(31, WHOLE_DAY);
  }

  @Override
  public String formatRawCellContents(double value, int number, String format, boolean since1904) {
    String known = byNumber.getOrDefault(number, format);
    return super.formatRawCellContents(
        value, number, DateUtil.isADateFormat(number, known) ? bare(known) : known, since1904);
  }

  /** POI shows the quotes around the 年 of a date. */
  private static String bare(String format) {
    return QUOTED.matcher(format).replaceAll("$1");
  }
}

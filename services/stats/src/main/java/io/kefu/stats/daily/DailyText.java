package io.kefu.stats.daily;

import io.kefu.contracts.stats.ResponseTimes;
import io.kefu.contracts.stats.Satisfaction;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.stats.question.UnansweredQuestions.Cluster;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report of a day in words: as text and as HTML, in Chinese. Pure. */
final class DailyText {

  private static final double SECOND_MS = 1000;
  private static final double MINUTE_MS = 60_000;
  private static final double PERCENT = 100;

  /** A line of the report. */
  private record Line(String name, String value) {}

  private DailyText() {}

  static String title(LocalDate day) {
    return "客服日报 " + day;
  }

  static String text(DailyFigures figures) {
    StringBuilder text = new StringBuilder(title(figures.day())).append('\n');
    lines(figures)
        .forEach(line -> text.append(line.name()).append("：").append(line.value()).append('\n'));
    if (!figures.questions().isEmpty()) {
      text.append("知识库答不上的问题：\n");
      int place = 1;
      for (Cluster question : figures.questions()) {
        text.append(place++)
            .append(". ")
            .append(question.question())
            .append("（")
            .append(question.times())
            .append(" 次）\n");
      }
    }
    return text.toString().stripTrailing();
  }

  static String html(DailyFigures figures) {
    String rows =
        lines(figures).stream()
            .map(
                line ->
                    "<tr><th scope=\"row\" align=\"left\">"
                        + escaped(line.name())
                        + "</th><td>"
                        + escaped(line.value())
                        + "</td></tr>")
            .collect(Collectors.joining());
    String questions =
        figures.questions().stream()
            .map(
                question ->
                    "<li>" + escaped(question.question()) + "（" + question.times() + " 次）</li>")
            .collect(Collectors.joining());
    return "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>"
        + title(figures.day())
        + "</title></head><body><h1>"
        + title(figures.day())
        + "</h1><table cellpadding=\"4\">"
        + rows
        + "</table>"
        + (questions.isEmpty() ? "" : "<h2>知识库答不上的问题</h2><ol>" + questions + "</ol>")
        + "</body></html>";
  }

  private static List<Line> lines(DailyFigures figures) {
    StatsMeasures day = figures.totals();
    StatsMeasures before = figures.before();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("收到消息", day.received() + " 条" + change(day.received(), before.received())));
    lines.add(new Line("已回复", day.replied() + " 条，回复率 " + percent(day.answerRate())));
    lines.add(new Line("转人工", day.handedOver() + " 条，占 " + percent(day.handoverRate())));
    ResponseTimes response = day.firstResponse();
    lines.add(
        new Line(
            "首次响应",
            response == null
                ? "无"
                : "平均 " + time(response.meanMs()) + "，95% 在 " + time(response.p95Ms()) + " 内"));
    lines.add(new Line("SLA 超时", day.slaBreaches() + " 次"));
    lines.add(
        new Line(
            "会话解决", day.solved() + "/" + day.episodes() + "，解决率 " + percent(day.resolutionRate())));
    Satisfaction satisfaction = day.satisfaction();
    lines.add(
        new Line(
            "满意度",
            satisfaction == null
                ? "无评价"
                : String.format(Locale.ROOT, "%.1f 分", satisfaction.mean())
                    + "（"
                    + satisfaction.count()
                    + " 人评价，满意 "
                    + percent(satisfaction.satisfiedRate())
                    + "）"));
    lines.add(
        new Line(
            "未知池",
            figures.clearPoolBy()
                + ":00 清零率 "
                + percent(figures.pool().clearRate())
                + "，剩余 "
                + figures.pool().left()
                + " 人"));
    lines.add(new Line("知识库", "命中 " + day.knowledgeHits() + "，未命中 " + day.knowledgeMisses()));
    lines.add(
        new Line(
            "模型用量",
            day.tokensIn()
                + day.tokensOut()
                + " tokens，费用 "
                + String.format(Locale.ROOT, "%.2f", day.cost())));
    if (figures.busiestHour() != null) {
      lines.add(
          new Line("最忙时段", figures.busiestHour() + ":00–" + (figures.busiestHour() + 1) + ":00"));
    }
    return lines;
  }

  private static String change(long now, long before) {
    if (before == 0) {
      return "";
    }
    long percent = Math.round(PERCENT * (now - before) / before);
    return "（较前日 " + (percent > 0 ? "+" : "") + percent + "%）";
  }

  private static String percent(Double share) {
    return share == null ? "—" : String.format(Locale.ROOT, "%.1f%%", share * PERCENT);
  }

  private static String time(double milliseconds) {
    if (milliseconds < SECOND_MS) {
      return Math.round(milliseconds) + " 毫秒";
    }
    return milliseconds < MINUTE_MS
        ? String.format(Locale.ROOT, "%.1f 秒", milliseconds / SECOND_MS)
        : String.format(Locale.ROOT, "%.1f 分钟", milliseconds / MINUTE_MS);
  }

  /** Questions are what customers wrote. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

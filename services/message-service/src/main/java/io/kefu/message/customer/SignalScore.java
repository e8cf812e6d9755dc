package io.kefu.message.customer;

import java.text.Normalizer;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much a message smells of business, and what that makes of the contact (domain.md §3). Pure.
 */
public final class SignalScore {

  private static final int MOST = 100;
  private static final Map<String, Integer> FILE_POINTS =
      Map.of(
          "pdf", 10, "xls", 12, "xlsx", 12, "doc", 6, "docx", 6, "cad", 15, "dwg", 15, "jpg", 4,
          "jpeg", 4, "png", 4);

  /**
   * What a message signals.
   *
   * @param points 0 to 100
   * @param trigger 售前, 售后 or 客户开发: the group with most hits; null without a hit
   * @param privateLife whether it holds a word of private life
   * @param quoteRequest whether it asks for a quote
   */
  public record Signal(int points, String trigger, boolean privateLife, boolean quoteRequest) {}

  private final SignalConfig config;

  /** Scores by these settings. */
  public SignalScore(SignalConfig config) {
    this.config = config;
  }

  /**
   * The signal of a message.
   *
   * @param fileNames names of its files
   * @param knowledgeMatch whether the knowledge base can answer it
   */
  public Signal of(String text, List<String> fileNames, boolean knowledgeMatch, Instant at) {
    String folded = folded(text);
    boolean privateLife =
        config.privateWords().stream().anyMatch(word -> folded.contains(folded(word)));
    Map<String, Integer> hits = new LinkedHashMap<>();
    int points = 0;
    for (Map.Entry<String, List<String>> group : groups().entrySet()) {
      for (String keyword : group.getValue()) {
        int count = count(folded, folded(keyword));
        if (count > 0) {
          hits.merge(group.getKey(), count, Integer::sum);
          points += Math.min(count * config.pointsPerHit(), config.mostPerKeyword());
        }
      }
    }
    for (String name : fileNames) {
      String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      points += FILE_POINTS.getOrDefault(extension, 0);
    }
    points += hourPoints(at) + (knowledgeMatch ? config.knowledgePoints() : 0);
    String trigger =
        privateLife
            ? null
            : hits.entrySet().stream()
                // The first group wins a draw.
                .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
                .map(Map.Entry::getKey)
                .orElse(null);
    boolean quoteRequest =
        !privateLife
            && config.quoteWords().stream().anyMatch(word -> folded.contains(folded(word)));
    return new Signal(Math.min(points, MOST), trigger, privateLife, quoteRequest);
  }

  /**
   * The bucket after a message.
   *
   * @param current WHITE, GRAY or BLACK
   * @param onFile whether the contact has a K-code: then it is WHITE whatever it writes
   */
  public String bucketAfter(String current, boolean onFile, Signal signal) {
    if (onFile || current.equals("WHITE")) {
      return "WHITE";
    }
    if (signal.privateLife()) {
      return "BLACK";
    }
    return signal.points() >= config.grayFrom() ? "GRAY" : current;
  }

  /** Whether a contact that is not on file should be put there. */
  public boolean proposesWhite(boolean onFile, Signal signal) {
    return !onFile && !signal.privateLife() && signal.points() >= config.whiteFrom();
  }

  private Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("售前", config.preSales());
    groups.put("售后", config.afterSales());
    groups.put("客户开发", config.businessDevelopment());
    return groups;
  }

  private int hourPoints(Instant at) {
    ZonedDateTime local = at.atZone(config.zone());
    LocalTime time = local.toLocalTime();
    if (time.isBefore(config.workFrom()) || !time.isBefore(config.workTo())) {
      return 0;
    }
    boolean weekend =
        local.getDayOfWeek() == DayOfWeek.SATURDAY || local.getDayOfWeek() == DayOfWeek.SUNDAY;
    return weekend ? config.weekendPoints() : config.weekdayPoints();
  }

  private static int count(String text, String keyword) {
    int count = 0;
    for (int at = text.indexOf(keyword);
        at >= 0;
        at = text.indexOf(keyword, at + keyword.length())) {
      count++;
    }
    return count;
  }

  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}

package io.kefu.stats.report;

import io.kefu.contracts.stats.ResponseTimes;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.contracts.stats.StatsPoint;
import io.kefu.contracts.stats.StatsReport;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** A report as CSV (RFC 4180), with a byte order mark so that Excel reads it as UTF-8. Pure. */
final class SeriesCsv {

  /** Media type of the export. */
  static final String MEDIA_TYPE = "text/csv";

  private static final String HEADER =
      "start,received,replied,handed_over,ignored,reply_parts,sent,failed,unknown,tokens_in,"
          + "tokens_out,agents_online,answer_rate,first_response_mean_ms,first_response_p50_ms,"
          + "first_response_p90_ms,first_response_p95_ms";
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String END = "\r\n";

  private SeriesCsv() {}

  static String of(StatsReport report) {
    return report.series().stream()
        .map(SeriesCsv::line)
        .collect(Collectors.joining(END, BYTE_ORDER_MARK + HEADER + END, END));
  }

  private static String line(StatsPoint point) {
    StatsMeasures m = point.measures();
    ResponseTimes r = m.firstResponse();
    return cells(
        point.start(),
        m.received(),
        m.replied(),
        m.handedOver(),
        m.ignored(),
        m.replyParts(),
        m.sent(),
        m.failed(),
        m.unknown(),
        m.tokensIn(),
        m.tokensOut(),
        m.agentsOnline(),
        m.answerRate(),
        r == null ? null : r.meanMs(),
        r == null ? null : r.p50Ms(),
        r == null ? null : r.p90Ms(),
        r == null ? null : r.p95Ms());
  }

  /** Numbers and times only: nothing that a spreadsheet could take for a formula. */
  private static String cells(Object... values) {
    return Arrays.stream(values)
        .map(value -> Objects.toString(value, ""))
        .collect(Collectors.joining(","));
  }
}

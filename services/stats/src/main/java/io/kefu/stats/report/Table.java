package io.kefu.stats.report;

import io.kefu.contracts.stats.ResponseTimes;
import io.kefu.contracts.stats.Satisfaction;
import io.kefu.contracts.stats.StatsBreakdown;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.contracts.stats.StatsReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A report as rows and columns, for spreadsheets. Pure.
 *
 * @param header names of the columns
 * @param rows cells: an Instant, a Number, a String, or null for an empty one
 */
record Table(List<String> header, List<List<Object>> rows) {

  private record Column(String name, Function<StatsMeasures, Object> cell) {}

  private static final List<Column> MEASURES =
      List.of(
          new Column("received", StatsMeasures::received),
          new Column("replied", StatsMeasures::replied),
          new Column("handed_over", StatsMeasures::handedOver),
          new Column("ignored", StatsMeasures::ignored),
          new Column("reply_parts", StatsMeasures::replyParts),
          new Column("sent", StatsMeasures::sent),
          new Column("failed", StatsMeasures::failed),
          new Column("unknown", StatsMeasures::unknown),
          new Column("tokens_in", StatsMeasures::tokensIn),
          new Column("tokens_out", StatsMeasures::tokensOut),
          new Column("agents_online", StatsMeasures::agentsOnline),
          new Column("answer_rate", StatsMeasures::answerRate),
          response("first_response_mean_ms", ResponseTimes::meanMs),
          response("first_response_p50_ms", ResponseTimes::p50Ms),
          response("first_response_p90_ms", ResponseTimes::p90Ms),
          response("first_response_p95_ms", ResponseTimes::p95Ms),
          new Column("replied_by_bot_alone", StatsMeasures::repliedByBotAlone),
          new Column("handover_rate", StatsMeasures::handoverRate),
          new Column("knowledge_hits", StatsMeasures::knowledgeHits),
          new Column("knowledge_misses", StatsMeasures::knowledgeMisses),
          new Column("cost", StatsMeasures::cost),
          new Column("sla_breaches", StatsMeasures::slaBreaches),
          new Column("episodes", StatsMeasures::episodes),
          new Column("solved", StatsMeasures::solved),
          new Column("resolution_rate", StatsMeasures::resolutionRate),
          new Column("resolution_ms", StatsMeasures::resolutionMs),
          satisfaction("satisfaction_count", Satisfaction::count),
          satisfaction("satisfaction_mean", Satisfaction::mean),
          satisfaction("satisfied_rate", Satisfaction::satisfiedRate),
          new Column("pool_entered", StatsMeasures::poolEntered),
          new Column("pool_left", StatsMeasures::poolLeft));

  static Table of(StatsReport report) {
    return new Table(
        header("start"),
        report.series().stream().map(point -> row(point.start(), point.measures())).toList());
  }

  static Table of(StatsBreakdown breakdown) {
    return new Table(
        header(breakdown.dimension()),
        breakdown.slices().stream().map(slice -> row(slice.value(), slice.measures())).toList());
  }

  private static List<String> header(String first) {
    return Stream.concat(Stream.of(first), MEASURES.stream().map(Column::name)).toList();
  }

  private static List<Object> row(Object first, StatsMeasures measures) {
    List<Object> cells = new ArrayList<>(MEASURES.size() + 1);
    cells.add(first);
    MEASURES.forEach(column -> cells.add(column.cell().apply(measures)));
    // A list that may hold nulls: what is not known is an empty cell.
    return Arrays.asList(cells.toArray());
  }

  private static Column response(String name, Function<ResponseTimes, Object> cell) {
    return new Column(
        name,
        measures -> measures.firstResponse() == null ? null : cell.apply(measures.firstResponse()));
  }

  private static Column satisfaction(String name, Function<Satisfaction, Object> cell) {
    return new Column(
        name,
        measures -> measures.satisfaction() == null ? null : cell.apply(measures.satisfaction()));
  }
}

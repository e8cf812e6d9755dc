package io.kefu.stats.report;

import io.kefu.stats.StatsConfig;
import io.kefu.stats.rollup.Dimension;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What most questions have in common, as it was sent. */
public class Range {

  /** First instant; 24 hours before the end without one. */
  @QueryParam("from")
  String from;

  /** End; now without one. */
  @QueryParam("to")
  String to;

  /** minute, hour or day. */
  @QueryParam("granularity")
  String granularity;

  /** By what. */
  @QueryParam("dimension")
  String dimension;

  /** Of that alone. */
  @QueryParam("value")
  String value;

  /**
   * The time that is asked for.
   *
   * @throws io.kefu.chassis.problem.ProblemException 400 that names each parameter to change
   */
  public ReportQuery query(StatsConfig config, Instant now) {
    return ReportQuery.parse(from, to, granularity, now, config.zone(), config.maxBuckets());
  }

  /**
   * Of what a report is asked for; a value needs its dimension.
   *
   * @throws io.kefu.chassis.problem.ProblemException 400 for a dimension that is none
   */
  public Scope scope() {
    return value == null || value.isEmpty()
        ? Scope.EVERYTHING
        : new Scope(dimension(dimension), value);
  }

  static Dimension dimension(String name) {
    return Arrays.stream(Dimension.values())
        .filter(known -> known != Dimension.ALL && known.column().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                StatsResource.wrong(
                    "dimension",
                    Arrays.stream(Dimension.values())
                        .filter(known -> known != Dimension.ALL)
                        .map(Dimension::column)
                        .collect(Collectors.joining(", ", "must be one of ", ", or hour"))));
  }
}

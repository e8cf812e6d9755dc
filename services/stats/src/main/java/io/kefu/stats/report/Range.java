package io.kefu.stats.report;

import io.kefu.stats.StatsConfig;
import io.kefu.stats.rollup.Dimension;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What most questions have in common, as it was sent. */
public class Range {

  private static final int LONGEST_VALUE = 500;

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
   * @throws io.kefu.chassis.problem.ProblemException 400 for a dimension that is none, or a value
   *     that nothing can have
   */
  public Scope scope() {
    boolean everything = value == null || value.isEmpty();
    if (everything && (dimension == null || dimension.isEmpty())) {
      return Scope.EVERYTHING;
    }
    Dimension by = dimension(dimension);
    if (everything) {
      return Scope.EVERYTHING;
    }
    if (value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
      throw StatsResource.wrong(
          "value", "must have at most " + LONGEST_VALUE + " characters, none of them zero");
    }
    return new Scope(by, value);
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

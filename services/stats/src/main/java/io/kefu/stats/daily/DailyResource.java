package io.kefu.stats.daily;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.stats.StatsConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/** The report of any day, as it is sent. */
@Path("/internal/v1/stats/daily")
@RolesAllowed(ServiceTokens.ROLE)
public class DailyResource {

  private final DailyStore store;
  private final StatsConfig config;
  private final ObjectMapper json;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public DailyResource(
      DailyStore store, StatsConfig config, ObjectMapper json, Caller caller, Clock clock) {
    this.store = store;
    this.config = config;
    this.json = json;
    this.caller = caller;
    this.clock = clock;
  }

  /**
   * A day.
   *
   * @param day such as 2026-11-21; yesterday without one
   * @param format json, text or html
   */
  @GET
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, MediaType.TEXT_HTML})
  public Uni<Response> daily(
      @QueryParam("day") String day, @QueryParam("format") @DefaultValue("json") String format) {
    if (!List.of("json", "text", "html").contains(format)) {
      throw wrong("format", "must be json, text or html");
    }
    return store
        .figures(caller.tenantId(), day(day))
        .map(
            figures ->
                switch (format) {
                  case "text" ->
                      Response.ok(DailyText.text(figures), "text/plain;charset=UTF-8").build();
                  case "html" ->
                      Response.ok(DailyText.html(figures), "text/html;charset=UTF-8")
                          // Shows what customers wrote: nothing in it may run.
                          .header("Content-Security-Policy", "sandbox; default-src 'none'")
                          .build();
                  default ->
                      Response.ok(json.valueToTree(figures), MediaType.APPLICATION_JSON).build();
                });
  }

  private LocalDate day(String text) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), config.zone());
    if (text == null || text.isEmpty()) {
      return today.minusDays(1);
    }
    try {
      LocalDate day = LocalDate.parse(text);
      if (!day.isAfter(today) && day.getYear() > 2000) {
        return day;
      }
    } catch (DateTimeException e) {
      // Answered below like any other wrong day.
    }
    throw wrong("day", "must be a day until today, such as " + today);
  }

  private static ProblemException wrong(String parameter, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the parameters listed under errors.",
        List.of(new FieldError(parameter, message)));
  }
}

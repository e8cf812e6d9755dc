package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** {@code /api/v1/stats}: figures, kept by stats; its filters are passed on. */
@Path("/api/v1/stats")
@Tag(name = "stats")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

  /** Who lost the permission meanwhile sees no more than this. */
  private static final Duration LONGEST_STREAM = Duration.ofMinutes(15);

  private final PassOn pass;

  StatsResource(PassOn pass) {
    this.pass = pass;
  }

  /** Messages and replies over time. */
  @GET
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "stats",
      summary = "Messages and replies over time",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to,granularity,dimension,value")
      })
  public Uni<RestResponse<String>> stats() {
    return pass.on(Neighbour.STATS);
  }

  /** Messages and replies over time, of one value of a dimension when asked for. */
  @GET
  @Path("/timeseries")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsTimeseries",
      summary = "Messages and replies over time, of one value of a dimension when asked for",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to,granularity,dimension,value")
      })
  public Uni<RestResponse<String>> statsTimeseries() {
    return pass.on(Neighbour.STATS);
  }

  /** A tenant at a glance: the range, the range before it, how it stands now. */
  @GET
  @Path("/overview")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsOverview",
      summary = "A tenant at a glance: the range, the range before it, how it stands now",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to,granularity,dimension,value")
      })
  public Uni<RestResponse<String>> statsOverview() {
    return pass.on(Neighbour.STATS);
  }

  /** How far messages and episodes got. */
  @GET
  @Path("/funnel")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsFunnel",
      summary = "How far messages and episodes got",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to,granularity,dimension,value")
      })
  public Uni<RestResponse<String>> statsFunnel() {
    return pass.on(Neighbour.STATS);
  }

  /** A range by one dimension, the values with most messages first. */
  @GET
  @Path("/breakdown")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsBreakdown",
      summary = "A range by one dimension, the values with most messages first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "dimension,from,to,granularity,limit")
      })
  public Uni<RestResponse<String>> statsBreakdown() {
    return pass.on(Neighbour.STATS);
  }

  /** The unknown pool day by day, and how much of it was cleared in time. */
  @GET
  @Path("/unknown-pool")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsUnknownPool",
      summary = "The unknown pool day by day, and how much of it was cleared in time",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to")
      })
  public Uni<RestResponse<String>> statsUnknownPool() {
    return pass.on(Neighbour.STATS);
  }

  /** What customers asked in vain, the same questions together. */
  @GET
  @Path("/questions")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsQuestions",
      summary = "What customers asked in vain, the same questions together",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to,limit")
      })
  public Uni<RestResponse<String>> statsQuestions() {
    return pass.on(Neighbour.STATS);
  }

  /** The report of a day, as it is sent. */
  @GET
  @Path("/daily")
  @RolesAllowed(Permission.VIEW_STATS)
  @Produces(MediaType.WILDCARD)
  @Operation(
      operationId = "statsDaily",
      summary = "The report of a day, as it is sent",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "day,daily_format")
      })
  public Uni<Response> statsDaily() {
    return pass.file(Neighbour.STATS);
  }

  /** A table for a spreadsheet. */
  @GET
  @Path("/export")
  @RolesAllowed(Permission.VIEW_STATS)
  @Produces(MediaType.WILDCARD)
  @Operation(
      operationId = "exportStats",
      summary =
          "The series, or the breakdown by a dimension without a value, as CSV (UTF-8) or XLSX",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Csv"),
        @Extension(
            name = Documentation.FILTERS,
            value = "from,to,granularity,dimension,value,table_format")
      })
  public Uni<Response> exportStats() {
    return pass.file(Neighbour.STATS);
  }

  /** Statistics as they change, as server-sent events. */
  @GET
  @Path("/live")
  @RolesAllowed(Permission.VIEW_STATS)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.TEXT_PLAIN)
  @Blocking
  @RunOnVirtualThread
  @Operation(
      operationId = "statsLive",
      summary =
          "Statistics every few seconds, as server-sent events; ends after a quarter of an hour")
  @APIResponse(
      responseCode = "200",
      description = "One picture as JSON in each event",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  public Multi<String> statsLive() {
    return pass.events(Neighbour.STATS).select().first(LONGEST_STREAM);
  }
}

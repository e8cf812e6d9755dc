package io.kefu.message.api;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.draft.Drafts;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** A draft of a reply for an operator, as server-sent events; it is never sent by itself. */
@Path("/internal/v1/conversations/{id}/draft")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.SERVER_SENT_EVENTS)
public class DraftResource {

  private static final int MOST_CHARACTERS = 2_000;

  private final Drafts drafts;
  private final Caller caller;

  /** Wires the resource. */
  public DraftResource(Drafts drafts, Caller caller) {
    this.drafts = drafts;
    this.caller = caller;
  }

  /** Events {@code asked}, {@code begin}, {@code piece} …, then {@code done} or {@code error}. */
  @POST
  @RestStreamElementType(MediaType.TEXT_PLAIN)
  @Blocking
  @RunOnVirtualThread
  public Multi<OutboundSseEvent> draft(
      String id,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs,
      byte[] body,
      @Context Sse sse) {
    return drafts
        .write(
            caller.tenantId(),
            Filter.uuid("id", id),
            question(body),
            deadlineMs == null ? null : Duration.ofMillis(deadlineMs))
        .map(event -> sse.newEventBuilder().name(event.name()).data(event.data()).build());
  }

  private static String question(byte[] body) {
    if (body == null || body.length == 0) {
      return null;
    }
    Faults faults = new Faults();
    Optional<Part> part = Part.of(Documents.parse(body), "", faults);
    faults.throwIfAny();
    String question = part.get().text("question", MOST_CHARACTERS).orElse(null);
    part.get().end();
    faults.throwIfAny();
    return question == null || question.isBlank() ? null : question.strip();
  }
}

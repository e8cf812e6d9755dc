package io.kefu.ai.chat;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerRequest;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
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
import org.jboss.logging.Logger;

/**
 * Drafts for operators, shown as they grow: whole sentences that the guards let through. A text may
 * yet be refused at its end; the last event holds what may be said.
 */
@Path("/internal/v1/drafts")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.SERVER_SENT_EVENTS)
public class DraftResource {

  private static final Logger LOG = Logger.getLogger(DraftResource.class);

  // Written as data of an event, which the build does not see.

  /** Event {@code begin}: a provider begins; pieces of an earlier one are void. */
  @RegisterForReflection
  public record Begin(String provider, String model) {}

  /** Event {@code piece}: the text goes on. */
  @RegisterForReflection
  public record Piece(String text) {}

  private final Answering answering;
  private final Caller caller;

  /** Wires the resource. */
  public DraftResource(Answering answering, Caller caller) {
    this.answering = answering;
    this.caller = caller;
  }

  /** Events {@code begin}, {@code piece} …, then {@code done} with the answer, or {@code error}. */
  @POST
  public Multi<OutboundSseEvent> draft(
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs,
      AnswerRequest request,
      @Context Sse sse) {
    String tenantId = caller.tenantId();
    return Multi.createFrom()
        .emitter(
            emitter -> {
              Thread writing =
                  Thread.ofVirtual()
                      .name("draft")
                      .unstarted(() -> write(tenantId, request, deadlineMs, sse, emitter));
              // An operator who closed the page wants no more tokens bought.
              emitter.onTermination(writing::interrupt);
              writing.start();
            });
  }

  private void write(
      String tenantId,
      AnswerRequest request,
      Long deadlineMs,
      Sse sse,
      MultiEmitter<? super OutboundSseEvent> emitter) {
    try {
      Writer.Growing growing =
          new Writer.Growing() {
            @Override
            public void begun(String provider, String model) {
              emitter.emit(event(sse, "begin", new Begin(provider, model)));
            }

            @Override
            public void grew(String piece) {
              emitter.emit(event(sse, "piece", new Piece(piece)));
            }
          };
      emitter.emit(event(sse, "done", answering.answer(tenantId, request, deadlineMs, growing)));
    } catch (ProblemException e) {
      emitter.emit(event(sse, "error", e.toProblem()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "a draft failed");
      emitter.emit(
          event(
              sse,
              "error",
              new ProblemException(500, "internal_error", "The draft failed; try again.")
                  .toProblem()));
    }
    emitter.complete();
  }

  private static OutboundSseEvent event(Sse sse, String name, Object data) {
    return sse.newEventBuilder()
        .name(name)
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(data)
        .build();
  }
}

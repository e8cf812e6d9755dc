package io.kefu.message.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.DryRun;
import io.kefu.message.answer.Inquiry;
import io.kefu.message.answer.Retrieval;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.rules.Conditions;
import io.kefu.message.rules.PolicyBook;
import io.kefu.message.rules.RuleDesk;
import io.kefu.message.rules.TenantPolicy;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;

/** Which rules would fire on a message, and why; writes nothing and sends nothing. */
@Path("/internal/v1/rules/dry-run")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
public class DryRunResource {

  private final RuleDesk desk;
  private final PolicyBook book;
  private final Conditions conditions;
  private final Answering answering;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public DryRunResource(
      RuleDesk desk,
      PolicyBook book,
      Conditions conditions,
      Answering answering,
      Caller caller,
      Clock clock) {
    this.desk = desk;
    this.book = book;
    this.conditions = conditions;
    this.answering = answering;
    this.caller = caller;
    this.clock = clock;
  }

  /** Tries the saved rules, or a draft in their place. */
  @POST
  @RunOnVirtualThread
  public DryRun.Report run(byte[] body) {
    String tenantId = caller.tenantId();
    Faults faults = new Faults();
    Optional<Part> part = Part.of(Documents.parse(body), "", faults);
    faults.throwIfAny();
    Optional<Inquiry> inquiry = DryRun.inquiry(part.get(), clock.instant(), faults);
    Optional<Retrieval> given = DryRun.retrieval(part.get());
    JsonNode draft = part.get().raw("rules");
    part.get().end();
    TenantPolicy policy = desk.current(tenantId).subscribeAsCompletionStage().join();
    TenantPolicy tried = draft == null ? policy : book.draft(policy, draft, faults);
    faults.throwIfAny();
    return DryRun.run(
        tried,
        inquiry.orElseThrow(),
        conditions,
        text -> given.orElseGet(() -> answering.search(tenantId, "dry-run", text)));
  }
}

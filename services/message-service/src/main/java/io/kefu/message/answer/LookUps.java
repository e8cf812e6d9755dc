package io.kefu.message.answer;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.erp.ErpLookup;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.erp.ErpLookupStatus;
import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.Basis;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.rules.Fact;
import io.kefu.message.rules.RuleAction;
import io.kefu.message.rules.Template;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** Answers from the ERP (domain.md §5, step 4). Blocks: for virtual threads. */
@ApplicationScoped
public class LookUps {

  private final Neighbours neighbours;
  private final MeterRegistry metrics;

  /** Wires the neighbours. */
  public LookUps(Neighbours neighbours, MeterRegistry metrics) {
    this.neighbours = neighbours;
    this.metrics = metrics;
  }

  Decision decide(
      String tenantId,
      String messageId,
      Inquiry inquiry,
      RuleAction.LookUp lookUp,
      MessageFacts facts,
      Wordings wordings,
      Knowledge knowledge) {
    ErpLookupResult result = result(tenantId, messageId, inquiry, lookUp, facts, wordings);
    return switch (result.status()) {
      case FOUND -> told(wordings.tell(lookUp.found(), result.records()));
      case NOT_FOUND ->
          otherwise(lookUp.notFound(), HandOverReason.ERP_NOT_FOUND, wordings, knowledge);
      case NOT_LINKED ->
          otherwise(lookUp.notLinked(), HandOverReason.ERP_NOT_LINKED, wordings, knowledge);
      case UNAVAILABLE ->
          otherwise(lookUp.unavailable(), HandOverReason.ERP_UNAVAILABLE, wordings, knowledge);
    };
  }

  private ErpLookupResult result(
      String tenantId,
      String messageId,
      Inquiry inquiry,
      RuleAction.LookUp lookUp,
      MessageFacts facts,
      Wordings wordings) {
    if (inquiry.contact() == null) {
      return new ErpLookupResult(ErpLookupStatus.NOT_LINKED, List.of());
    }
    String number =
        lookUp.number() == null
            ? (String) facts.value(Fact.MESSAGE_NUMBER)
            : wordings.fill(lookUp.number());
    ErpLookup lookup =
        new ErpLookup(
            inquiry.contact().customerId().toString(),
            lookUp.kind() == null ? kind(facts) : lookUp.kind(),
            number.isEmpty() ? null : number);
    try {
      ErpLookupResult result = Timed.of("erp-sync", neighbours.lookUp(tenantId, lookup)).value();
      boolean empty = result.status() == ErpLookupStatus.FOUND && result.records().isEmpty();
      return empty ? new ErpLookupResult(ErpLookupStatus.NOT_FOUND, List.of()) : result;
    } catch (CompletionException e) {
      Timed.unavailable(metrics, "erp-sync", messageId, e.getCause());
      return new ErpLookupResult(ErpLookupStatus.UNAVAILABLE, List.of());
    }
  }

  private static ErpLookupKind kind(MessageFacts facts) {
    String kind = (String) facts.value(Fact.MESSAGE_ERP_KIND);
    return kind.isEmpty()
        ? ErpLookupKind.ORDER
        : ErpLookupKind.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  private static Decision otherwise(
      Template text, HandOverReason reason, Wordings wordings, Knowledge knowledge) {
    return text == null
        ? knowledge.handOver(reason, wordings.text("handover"))
        : told(wordings.fill(text));
  }

  private static Decision told(String text) {
    return new Answer(text, 1, Branch.ERP, Basis.NONE);
  }
}

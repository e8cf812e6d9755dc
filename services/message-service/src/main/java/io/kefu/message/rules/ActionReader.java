package io.kefu.message.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.message.customer.SyncCause;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Nearest;
import io.kefu.message.document.Part;
import io.kefu.message.handover.HandOverReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the actions of a rule strictly. */
final class ActionReader {

  private static final int MOST_TAGS = 10;
  private static final int MOST_TAG_CHARACTERS = 30;
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  /** Causes that a rule can see; the others follow from what people do. */
  private static final Map<String, SyncCause> CAUSES =
      Stream.of(
              SyncCause.REQUESTED,
              SyncCause.QUOTE_REQUESTED,
              SyncCause.ORDER,
              SyncCause.CONTRACT,
              SyncCause.PAYMENT,
              SyncCause.UPDATED)
          .collect(Collectors.toMap(SyncCause::code, Function.identity()));

  private static final List<String> STATUSES =
      List.of("need_reply", "waiting_them", "resolved", "snoozed");

  private final RuleLimits limits;
  private final Map<String, Function<Part, Optional<RuleAction>>> readers = new TreeMap<>();

  ActionReader(RuleLimits limits) {
    this.limits = limits;
    readers.put("reply", this::reply);
    readers.put("answer", ActionReader::answer);
    readers.put("clarify", this::clarify);
    readers.put("transfer", this::transfer);
    readers.put("erp_lookup", this::lookUp);
    readers.put("ignore", ActionReader::ignore);
    readers.put("tag", part -> tags(part, false));
    readers.put("untag", part -> tags(part, true));
    readers.put("set_status", ActionReader::status);
    readers.put("set_grade", ActionReader::grade);
    readers.put("set_bucket", ActionReader::bucket);
    readers.put("run_form", this::form);
    readers.put("erp_sync", ActionReader::sync);
    readers.put("stop", part -> Optional.of(new RuleAction.Stop()));
  }

  Optional<RuleAction> read(JsonNode node, String pointer, Faults faults) {
    Optional<Part> part = Part.of(node, pointer, faults);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    part.get().require("type");
    Optional<String> type = part.get().text("type", 40);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Function<Part, Optional<RuleAction>> reader = readers.get(type.get());
    if (reader == null) {
      String near = Nearest.hint(type.get(), readers.keySet());
      faults.add(
          part.get().pointer("type"),
          "\"" + type.get() + "\" is not an action",
          near == null ? "known are " + String.join(", ", readers.keySet()) : near);
      return Optional.empty();
    }
    Optional<RuleAction> action = reader.apply(part.get());
    part.get().end();
    return action;
  }

  private Optional<RuleAction> reply(Part part) {
    part.require("text");
    return template(part, "text", Template.COMMON, false).map(RuleAction.Reply::new);
  }

  private static Optional<RuleAction> answer(Part part) {
    return Optional.of(
        new RuleAction.Answer(
            part.oneOf("mode", List.of("auto", "verbatim", "approved", "write", "picked"))
                .map(mode -> RuleAction.AnswerMode.valueOf(mode.toUpperCase(Locale.ROOT)))
                .orElse(RuleAction.AnswerMode.AUTO)));
  }

  private Optional<RuleAction> clarify(Part part) {
    return Optional.of(
        new RuleAction.Clarify(template(part, "text", Template.COMMON, false).orElse(null)));
  }

  private Optional<RuleAction> transfer(Part part) {
    HandOverReason reason =
        part.oneOf("reason", HandOverReason.codes())
            .flatMap(HandOverReason::of)
            .orElse(HandOverReason.RULE);
    return Optional.of(
        new RuleAction.Transfer(
            reason, template(part, "notice", Template.COMMON, true).orElse(null)));
  }

  private Optional<RuleAction> lookUp(Part part) {
    part.require("found");
    ErpLookupKind kind =
        part.oneOf("kind", List.of("order", "logistics", "invoice", "stock"))
            .map(name -> ErpLookupKind.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(null);
    Optional<Template> number = template(part, "number", Template.COMMON, false);
    Optional<Template> found = template(part, "found", Template.ERP, false);
    Template notFound = template(part, "not_found", Template.COMMON, false).orElse(null);
    Template notLinked = template(part, "not_linked", Template.COMMON, false).orElse(null);
    Template unavailable = template(part, "unavailable", Template.COMMON, false).orElse(null);
    return found.map(
        text ->
            new RuleAction.LookUp(
                kind, number.orElse(null), text, notFound, notLinked, unavailable));
  }

  private static Optional<RuleAction> ignore(Part part) {
    return Optional.of(new RuleAction.Ignore(code(part, "reason").orElse("rule")));
  }

  private static Optional<RuleAction> tags(Part part, boolean remove) {
    part.require("tags");
    return part.texts("tags", MOST_TAGS, MOST_TAG_CHARACTERS)
        .filter(
            tags -> {
              if (tags.isEmpty()) {
                part.faults().add(part.pointer("tags"), "is empty", "name at least one tag");
              }
              return !tags.isEmpty();
            })
        .map(tags -> new RuleAction.Tag(tags, remove));
  }

  private static Optional<RuleAction> status(Part part) {
    part.require("status");
    return part.oneOf("status", STATUSES)
        .map(
            name ->
                new RuleAction.SetStatus(
                    ConversationStatus.valueOf(name.toUpperCase(Locale.ROOT))));
  }

  private static Optional<RuleAction> grade(Part part) {
    part.require("grade");
    return part.oneOf("grade", List.of("A", "B", "C", "D")).map(RuleAction.SetGrade::new);
  }

  private static Optional<RuleAction> bucket(Part part) {
    part.require("bucket");
    if (part.has("bucket") && "WHITE".equals(part.raw("bucket").asText())) {
      part.faults()
          .add(
              part.pointer("bucket"),
              "a rule makes nobody WHITE",
              "a contact becomes WHITE when an operator puts it on file");
      return Optional.empty();
    }
    return part.oneOf("bucket", List.of("GRAY", "BLACK")).map(RuleAction.SetBucket::new);
  }

  private Optional<RuleAction> form(Part part) {
    part.require("label");
    return part.oneOf("label", limits.formLabels()).map(RuleAction.RunForm::new);
  }

  private static Optional<RuleAction> sync(Part part) {
    part.require("cause");
    return part.oneOf("cause", CAUSES.keySet()).map(CAUSES::get).map(RuleAction.ErpSync::new);
  }

  private static Optional<String> code(Part part, String field) {
    return part.text(field, 40)
        .filter(
            code -> {
              boolean fits = CODE.matcher(code).matches();
              if (!fits) {
                part.faults()
                    .add(part.pointer(field), "is not a code", "small letters, digits and _");
              }
              return fits;
            });
  }

  private Optional<Template> template(
      Part part, String field, Set<String> variables, boolean mayBeEmpty) {
    return part.text(field, limits.replyCharacters())
        .filter(
            text -> {
              boolean fits = mayBeEmpty || !text.isBlank();
              if (!fits) {
                part.faults().add(part.pointer(field), "is blank", "write what customers read");
              }
              return fits;
            })
        .flatMap(text -> Template.parse(text, variables, part.pointer(field), part.faults()));
  }
}

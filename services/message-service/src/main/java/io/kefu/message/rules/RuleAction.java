package io.kefu.message.rules;

import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.message.customer.SyncCause;
import io.kefu.message.handover.HandOverReason;
import java.util.List;

/** What a rule does. One that speaks decides the message; the others go beside it. */
public sealed interface RuleAction {

  /** Name in JSON. */
  String type();

  /** Decides what becomes of the message. Of several that match, the first one does. */
  sealed interface Deciding extends RuleAction {}

  /** Goes beside the decision, in its transaction: it happens exactly once. */
  sealed interface Beside extends RuleAction {}

  /**
   * Says a text.
   *
   * @param text what
   */
  record Reply(Template text) implements Deciding {
    @Override
    public String type() {
      return "reply";
    }
  }

  /** How the knowledge base answers. */
  enum AnswerMode {
    /** By certainty: the entry itself, or written from the entries. */
    AUTO,
    /** The best approved entry word by word; without one, a person. */
    VERBATIM,
    /** Written by the answering service from approved entries alone; no model of free text. */
    APPROVED,
    /** Written by the answering service from what was found. */
    WRITE,
    /** The choice that the customer picked. */
    PICKED
  }

  /**
   * Answers from the knowledge base.
   *
   * @param mode how
   */
  record Answer(AnswerMode mode) implements Deciding {
    @Override
    public String type() {
      return "answer";
    }
  }

  /**
   * Asks what is meant.
   *
   * @param text the question; null for the choices that the knowledge base suggests
   */
  record Clarify(Template text) implements Deciding {
    @Override
    public String type() {
      return "clarify";
    }
  }

  /**
   * Gives the conversation to a person.
   *
   * @param reason why
   * @param notice what the customer reads; null for the tenant's text; an empty one for nothing
   */
  record Transfer(HandOverReason reason, Template notice) implements Deciding {
    @Override
    public String type() {
      return "transfer";
    }
  }

  /**
   * Asks the ERP and tells what it knows. A way that is null gives the conversation to a person.
   *
   * @param kind what is asked; null for what the message is about
   * @param number which record, a template
   * @param found how one record is told
   * @param notFound what is said when there is none
   * @param notLinked what is said when the customer is not linked to the ERP
   * @param unavailable what is said when the ERP cannot be asked
   */
  record LookUp(
      ErpLookupKind kind,
      Template number,
      Template found,
      Template notFound,
      Template notLinked,
      Template unavailable)
      implements Deciding {
    @Override
    public String type() {
      return "erp_lookup";
    }
  }

  /**
   * Says nothing.
   *
   * @param reason stable code
   */
  record Ignore(String reason) implements Deciding {
    @Override
    public String type() {
      return "ignore";
    }
  }

  /**
   * Changes the customer's tags.
   *
   * @param tags which
   * @param remove whether they are taken away
   */
  record Tag(List<String> tags, boolean remove) implements Beside {
    /** Copies the tags. */
    public Tag {
      tags = List.copyOf(tags);
    }

    @Override
    public String type() {
      return remove ? "untag" : "tag";
    }
  }

  /**
   * Moves the conversation.
   *
   * @param status NEED_REPLY, WAITING_THEM, RESOLVED or SNOOZED
   */
  record SetStatus(ConversationStatus status) implements Beside {
    @Override
    public String type() {
      return "set_status";
    }
  }

  /**
   * Grades the customer, unless an operator pinned the grade.
   *
   * @param grade A to D
   */
  record SetGrade(String grade) implements Beside {
    @Override
    public String type() {
      return "set_grade";
    }
  }

  /**
   * Puts the customer on a list, unless on file: that contact stays WHITE.
   *
   * @param bucket GRAY or BLACK
   */
  record SetBucket(String bucket) implements Beside {
    @Override
    public String type() {
      return "set_bucket";
    }
  }

  /**
   * Fills a trigger form.
   *
   * @param label 售前, 售后 or 客户开发, or a form of the tenant's own
   */
  record RunForm(String label) implements Beside {
    @Override
    public String type() {
      return "run_form";
    }
  }

  /**
   * Tells the ERP about the customer.
   *
   * @param cause why
   */
  record ErpSync(SyncCause cause) implements Beside {
    @Override
    public String type() {
      return "erp_sync";
    }
  }

  /** Ends the evaluation; without a deciding action nothing is said. */
  record Stop() implements RuleAction {
    @Override
    public String type() {
      return "stop";
    }
  }
}

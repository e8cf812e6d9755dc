package io.kefu.message.todo;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** What a person of ours has to look at: a reply that did not arrive, or perhaps did. */
@Entity
@Table(name = "todos")
public class Todo {

  @Id UUID todoId;
  String tenantId;
  String kind;
  UUID conversationId;
  UUID customerId;
  String agentId;
  String chatId;
  String subjectId;
  String detail;
  int priority;
  Instant createdAt;
  Instant doneAt;
  String doneBy;

  /** Unique. */
  public UUID todoId() {
    return todoId;
  }

  /** Stable code of what there is to look at. */
  public String kind() {
    return kind;
  }

  /** The conversation, if it is about one. */
  public UUID conversationId() {
    return conversationId;
  }

  /** The customer, if it is about one. */
  public UUID customerId() {
    return customerId;
  }

  /** Agent of the chat. */
  public String agentId() {
    return agentId;
  }

  /** Chat to look at. */
  public String chatId() {
    return chatId;
  }

  /** The reply or message it is about. */
  public String subjectId() {
    return subjectId;
  }

  /** What happened, in words. */
  public String detail() {
    return detail;
  }

  /** 1 to 5; 5 comes first. */
  public int priority() {
    return priority;
  }

  /** When it came up. */
  public Instant createdAt() {
    return createdAt;
  }

  void finish(Instant now, String actor) {
    if (doneAt == null) {
      doneAt = now;
      doneBy = actor;
    }
  }
}

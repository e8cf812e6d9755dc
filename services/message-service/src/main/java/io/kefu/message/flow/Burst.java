package io.kefu.message.flow;

import io.kefu.chassis.tracing.About;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.chassis.tracing.Work;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.command.ChatCommand;
import io.kefu.message.intake.MergePolicy;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Messages that are answered as one: short ones that a customer wrote shortly after each other. The
 * last one leads; its decision covers the others.
 *
 * @param messages in order, at least one
 */
record Burst(List<PendingMessage> messages) {

  Burst {
    messages = List.copyOf(messages);
  }

  /** Groups the pending messages of one chat; the same messages always give the same bursts. */
  static List<Burst> of(List<PendingMessage> pending, MergePolicy merging) {
    List<Burst> bursts = new ArrayList<>();
    List<PendingMessage> open = new ArrayList<>();
    for (PendingMessage next : pending) {
      if (!open.isEmpty() && !continues(open, next, merging)) {
        bursts.add(new Burst(open));
        open.clear();
      }
      open.add(next);
    }
    if (!open.isEmpty()) {
      bursts.add(new Burst(open));
    }
    return bursts;
  }

  private static boolean continues(
      List<PendingMessage> open, PendingMessage next, MergePolicy merging) {
    PendingMessage last = open.getLast();
    return last.thread() != null
        && next.thread() != null
        && !last.own()
        && !next.own()
        && Objects.equals(last.thread().conversationId(), next.thread().conversationId())
        && ChatCommand.in(last.content()).isEmpty()
        && ChatCommand.in(next.content()).isEmpty()
        && merging.isFragment(last.contentType(), last.content())
        && merging.joins(
            open.getFirst().receivedAt(), last.receivedAt(), next.receivedAt(), open.size());
  }

  /** The message whose decision covers the burst. */
  PendingMessage lead() {
    return messages.getLast();
  }

  /** Its decision, in the trace of the message that leads; the others' are linked. */
  Work decision(ChatKey chat) {
    return Work.after(
        TraceContext.of(lead().trace()),
        messages.stream()
            .filter(message -> message != lead())
            .map(message -> TraceContext.of(message.trace()))
            .toList(),
        SpanKind.CONSUMER,
        "decide",
        new About(chat.tenantId(), chat.agentId(), lead().messageId()));
  }

  /** Ids of all messages, in order. */
  List<String> messageIds() {
    return messages.stream().map(PendingMessage::messageId).toList();
  }

  /** The words of all messages, line by line. */
  String text() {
    return messages.stream()
        .filter(Burst::readable)
        .map(PendingMessage::content)
        .collect(Collectors.joining("\n"));
  }

  /** Text when any message has words; else what the lead consists of. */
  ContentType contentType() {
    return messages.stream().anyMatch(Burst::readable) ? ContentType.TEXT : lead().contentType();
  }

  /** Names of the files of all messages. */
  List<String> fileNames() {
    return messages.stream().map(PendingMessage::fileName).filter(Objects::nonNull).toList();
  }

  /** Whether any message mentions our account. */
  boolean mentioned() {
    return messages.stream().anyMatch(PendingMessage::mentioned);
  }

  private static boolean readable(PendingMessage message) {
    return message.contentType() == ContentType.TEXT || message.contentType() == ContentType.QUOTE;
  }
}

package io.kefu.contracts;

import java.util.List;

/** Names of the Kafka topics and of the headers on dead letters (design.md §2). */
public final class Topics {

  /** One inbound WeChat message; keyed by {@link ChatKey}. */
  public static final String MESSAGE_IN = "message.in";

  /** One outbound part, or a command to an agent; keyed by {@link ChatKey} or tenant/agent. */
  public static final String REPLY_OUT = "reply.out";

  /** Online, offline, heartbeat and receipts; keyed by tenant/agent. */
  public static final String AGENT_EVENT = "agent.event";

  /** A customer changed here or in the ERP; keyed by tenant/customer. */
  public static final String ERP_SYNC = "erp.sync";

  /** A new version of a document is visible; keyed by tenant/document. */
  public static final String KNOWLEDGE_CHANGED = "knowledge.changed";

  /** A conversation changed; keyed by tenant/conversation. For operators' live sockets. */
  public static final String CONVERSATION_EVENT = "conversation.event";

  /** What became of a customer; keyed by tenant/customer. For statistics. */
  public static final String CUSTOMER_EVENT = "customer.event";

  /** All topics with content, in the order of design.md §2. */
  public static final List<String> ALL =
      List.of(
          MESSAGE_IN,
          REPLY_OUT,
          AGENT_EVENT,
          ERP_SYNC,
          KNOWLEDGE_CHANGED,
          CONVERSATION_EVENT,
          CUSTOMER_EVENT);

  /** Dead-letter header: the topic the record came from. */
  public static final String HEADER_DLQ_SOURCE_TOPIC = "kefu-dlq-source-topic";

  /** Dead-letter header: the source partition, decimal. */
  public static final String HEADER_DLQ_SOURCE_PARTITION = "kefu-dlq-source-partition";

  /** Dead-letter header: the source offset, decimal. */
  public static final String HEADER_DLQ_SOURCE_OFFSET = "kefu-dlq-source-offset";

  /** Dead-letter header: the service (consumer group) that could not process the record. */
  public static final String HEADER_DLQ_CONSUMER = "kefu-dlq-consumer";

  /** Dead-letter header: a stable code of the cause. */
  public static final String HEADER_DLQ_ERROR_CODE = "kefu-dlq-error-code";

  /** Dead-letter header: the cause in words, without message text. */
  public static final String HEADER_DLQ_ERROR = "kefu-dlq-error";

  /** Header of a record that was replayed from the dead letters: how often by now, decimal. */
  public static final String HEADER_DLQ_REPLAYS = "kefu-dlq-replays";

  private Topics() {}

  /** The dead-letter topic of a topic. */
  public static String deadLetter(String topic) {
    return topic + ".dlq";
  }
}

package io.kefu.message.api;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.search.MessageSearch;
import io.kefu.message.search.SearchWords;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;

/** Messages, the last received first, page by page; with words those that hold all of them. */
@Path("/internal/v1/messages")
@RolesAllowed(ServiceTokens.ROLE)
public class MessageListResource {

  /** A message in a list. */
  public record MessageItem(
      String messageId,
      String agentId,
      String chatId,
      UUID customerId,
      UUID conversationId,
      String senderName,
      ContentType contentType,
      String content,
      boolean own,
      Instant timestamp,
      Instant receivedAt) {}

  /**
   * Uses messages_tenant_time, or messages_agent_time, messages_customer and the like when
   * filtered. "At most then" is what an index understands below row-level security.
   */
  private static final String MESSAGES =
      """
      SELECT * FROM messages
      WHERE tenant_id = $1 AND received_at <= $2 AND (received_at < $2 OR message_id < $3)
        AND ($5::text IS NULL OR agent_id = $5) AND ($6::text IS NULL OR chat_id = $6)
        AND ($7::uuid IS NULL OR customer_id = $7)
        AND ($8::uuid IS NULL OR conversation_id = $8)
        AND ($9::timestamptz IS NULL OR received_at >= $9)
        AND ($10::timestamptz IS NULL OR received_at < $10)
      ORDER BY received_at DESC, message_id DESC LIMIT $4
      """;

  private final TenantScope tenants;
  private final MessageSearch search;
  private final Caller caller;

  /** Wires the resource. */
  public MessageListResource(TenantScope tenants, MessageSearch search, Caller caller) {
    this.tenants = tenants;
    this.search = search;
    this.caller = caller;
  }

  /** A page of messages; every filter narrows it. */
  @GET
  public Uni<Page<MessageItem>> messages(
      @RestQuery String cursor,
      @RestQuery @DefaultValue("50") int limit,
      @RestQuery String q,
      @RestQuery("agent_id") String agentId,
      @RestQuery("chat_id") String chatId,
      @RestQuery("customer_id") String customerId,
      @RestQuery("conversation_id") String conversationId,
      @RestQuery String from,
      @RestQuery String to) {
    Page.Cursor after = Page.Cursor.parse(cursor);
    int rows = Page.limit(limit);
    MessageSearch.Scope scope =
        new MessageSearch.Scope(
            Filter.plain(agentId),
            Filter.plain(chatId),
            Filter.uuidOrNull("customer_id", customerId),
            Filter.uuidOrNull("conversation_id", conversationId),
            Filter.time("from", from),
            Filter.time("to", to));
    List<String> words = words(q);
    String tenantId = caller.tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                words.isEmpty()
                    ? list(connection, tenantId, scope, after, rows + 1)
                    : search.find(
                        connection,
                        tenantId,
                        words,
                        scope,
                        new MessageSearch.Position(after.time(), after.id()),
                        rows + 1))
        .map(
            found ->
                Page.of(
                    found.stream().map(MessageListResource::item).toList(),
                    rows,
                    MessageItem::receivedAt,
                    MessageItem::messageId));
  }

  private static List<String> words(String q) {
    if (q == null || q.isBlank()) {
      return List.of();
    }
    return switch (SearchWords.of(q)) {
      case SearchWords.Words read -> read.words();
      case SearchWords.Refused refused -> throw Filter.invalid("q", refused.advice());
    };
  }

  private static Uni<List<Row>> list(
      SqlConnection connection,
      String tenantId,
      MessageSearch.Scope scope,
      Page.Cursor after,
      int rows) {
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addOffsetDateTime(after.time())
            .addString(after.id())
            .addInteger(rows)
            .addString(scope.agentId())
            .addString(scope.chatId())
            .addUUID(scope.customerId())
            .addUUID(scope.conversationId())
            .addOffsetDateTime(scope.from())
            .addOffsetDateTime(scope.to());
    return connection
        .preparedQuery(MESSAGES)
        .execute(values)
        .map(
            found -> {
              List<Row> list = new ArrayList<>(found.size());
              found.forEach(list::add);
              return list;
            });
  }

  private static MessageItem item(Row row) {
    return new MessageItem(
        row.getString("message_id"),
        row.getString("agent_id"),
        row.getString("chat_id"),
        row.getUUID("customer_id"),
        row.getUUID("conversation_id"),
        row.getString("sender_name"),
        ContentType.valueOf(row.getString("content_type").toUpperCase(Locale.ROOT)),
        row.getString("content"),
        row.getBoolean("own"),
        row.getOffsetDateTime("said_at").toInstant(),
        row.getOffsetDateTime("received_at").toInstant());
  }
}

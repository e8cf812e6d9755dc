package io.kefu.message.api;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.message.customer.Phones;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestQuery;

/** Lists of customers and conversations, newest first, page by page. */
@Path("/internal/v1")
@RolesAllowed(ServiceTokens.ROLE)
public class ListResource {

  /** A customer in a list. */
  public record CustomerItem(
      UUID customerId,
      String displayName,
      String wechatId,
      String bucket,
      String grade,
      int intentScore,
      String triggerLabel,
      String kCode,
      List<String> tags,
      long messageCount,
      Instant createdAt,
      Instant lastActiveAt) {}

  /** A conversation in a list. */
  public record ConversationItem(
      UUID conversationId,
      String agentId,
      String chatId,
      String chatName,
      String chatType,
      UUID customerId,
      String customerName,
      ConversationStatus status,
      String lastSpeaker,
      Instant lastMessageAt,
      Instant slaAt,
      Instant followUpAt,
      Instant snoozeAt,
      String handling,
      String handoverReason,
      String heldBy,
      Instant updatedAt) {}

  /** Uses customers_grade_active or customers_bucket_active when filtered. */
  private static final String CUSTOMERS =
      """
      SELECT * FROM customers
      WHERE tenant_id = $1 AND merged_into IS NULL
        AND (last_active_at, customer_id::text) < ($2, $3)
        AND ($5::text IS NULL OR bucket = $5) AND ($6::text IS NULL OR grade = $6)
        AND ($7::text IS NULL OR position(lower($7) IN lower(display_name)) > 0 OR k_code = $7)
        AND ($8::text[] IS NULL OR phone_fingerprint = ANY($8))
      ORDER BY last_active_at DESC, customer_id::text DESC LIMIT $4
      """;

  private static final String CONVERSATIONS =
      """
      SELECT v.*, c.chat_name, c.chat_type, k.display_name
      FROM conversations v
      JOIN chats c ON c.tenant_id = v.tenant_id AND c.agent_id = v.agent_id AND c.chat_id = v.chat_id
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      WHERE v.tenant_id = $1 AND (v.updated_at, v.conversation_id::text) < ($2, $3)
        AND ($5::text IS NULL OR v.status = $5) AND ($6::text IS NULL OR v.agent_id = $6)
        AND ($7::uuid IS NULL OR v.customer_id = $7) AND ($8::text IS NULL OR v.handling = $8)
      ORDER BY v.updated_at DESC, v.conversation_id::text DESC LIMIT $4
      """;

  private final TenantScope tenants;
  private final Phones phones;
  private final Caller caller;

  /** Wires the resource. */
  public ListResource(TenantScope tenants, Phones phones, Caller caller) {
    this.tenants = tenants;
    this.phones = phones;
    this.caller = caller;
  }

  /** Customers, the last active first. */
  @GET
  @Path("/customers")
  public Uni<Page<CustomerItem>> customers(
      @RestQuery String cursor,
      @RestQuery @DefaultValue("50") int limit,
      @RestQuery String bucket,
      @RestQuery String grade,
      @RestQuery String q,
      @RestQuery String phone) {
    return page(
        CUSTOMERS,
        cursor,
        limit,
        List.of(
            Filter.text(bucket),
            Filter.text(grade),
            Filter.text(q),
            Filter.phone(phone, number -> phones.fingerprints(caller.tenantId(), number))),
        ListResource::customer,
        CustomerItem::lastActiveAt,
        item -> item.customerId().toString());
  }

  /** Conversations, the last changed first. */
  @GET
  @Path("/conversations")
  public Uni<Page<ConversationItem>> conversations(
      @RestQuery String cursor,
      @RestQuery @DefaultValue("50") int limit,
      @RestQuery ConversationStatus status,
      @RestQuery("agent_id") String agentId,
      @RestQuery("customer_id") String customerId,
      @RestQuery String handling) {
    return page(
        CONVERSATIONS,
        cursor,
        limit,
        List.of(
            Filter.text(status == null ? null : status.name()),
            Filter.text(agentId),
            Filter.id("customer_id", customerId),
            Filter.text(handling)),
        ListResource::conversation,
        ConversationItem::updatedAt,
        item -> item.conversationId().toString());
  }

  private <T> Uni<Page<T>> page(
      String sql,
      String cursor,
      int limit,
      List<Filter> filters,
      Function<Row, T> reader,
      Function<T, Instant> time,
      Function<T, String> id) {
    Page.Cursor after = Page.Cursor.parse(cursor);
    int rows = Page.limit(limit);
    String tenantId = caller.tenantId();
    Tuple values = Tuple.tuple();
    values.addString(tenantId).addOffsetDateTime(after.time()).addString(after.id());
    values.addInteger(rows + 1);
    filters.forEach(filter -> values.addValue(filter.value()));
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(sql)
                .execute(values)
                .map(
                    found -> {
                      List<T> items = new ArrayList<>(found.size());
                      found.forEach(row -> items.add(reader.apply(row)));
                      return Page.of(items, rows, time, id);
                    }));
  }

  private static CustomerItem customer(Row row) {
    return new CustomerItem(
        row.getUUID("customer_id"),
        row.getString("display_name"),
        row.getString("wechat_id"),
        row.getString("bucket"),
        row.getString("grade"),
        row.getInteger("intent_score"),
        row.getString("trigger_label"),
        row.getString("k_code"),
        List.of(row.getArrayOfStrings("tags")),
        row.getLong("message_count"),
        instant(row, "created_at"),
        instant(row, "last_active_at"));
  }

  private static ConversationItem conversation(Row row) {
    return new ConversationItem(
        row.getUUID("conversation_id"),
        row.getString("agent_id"),
        row.getString("chat_id"),
        row.getString("chat_name"),
        row.getString("chat_type"),
        row.getUUID("customer_id"),
        row.getString("display_name"),
        ConversationStatus.valueOf(row.getString("status")),
        row.getString("last_speaker"),
        instant(row, "last_message_at"),
        instant(row, "sla_at"),
        instant(row, "follow_up_at"),
        instant(row, "snooze_at"),
        row.getString("handling"),
        row.getString("handover_reason"),
        row.getString("held_by"),
        instant(row, "updated_at"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}

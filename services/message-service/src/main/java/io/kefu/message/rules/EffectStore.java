package io.kefu.message.rules;

import io.kefu.chassis.identity.Identity;
import io.kefu.message.customer.CustomerSync;
import io.kefu.message.customer.SyncCause;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.rules.RuleEngine.Fired;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Stores what rules want beside decisions, inside the decisions' transaction: changes of the
 * customer, marks that tell the ERP, wishes for forms, what was said at night. So a crash loses
 * none of it and a redelivery repeats none.
 */
@ApplicationScoped
public class EffectStore {

  private record CustomerRow(
      UUID customerId, List<String> add, List<String> remove, String grade, String bucket) {}

  private record NightRow(UUID conversationId, String night) {}

  private record TodoRow(
      UUID todoId,
      UUID conversationId,
      UUID customerId,
      String agentId,
      String chatId,
      String subjectId,
      String detail,
      Instant at) {}

  /** The rows are locked already: the decision counts the customer's messages first. */
  private static final String CUSTOMERS =
      """
      UPDATE customers k SET
        tags = ARRAY(
          SELECT DISTINCT t FROM unnest(k.tags || COALESCE(i.add, '{}')) AS t
          WHERE NOT (t = ANY(COALESCE(i.remove, '{}'))) ORDER BY t LIMIT 50),
        grade = CASE WHEN k.grade_pinned THEN k.grade ELSE COALESCE(i.grade, k.grade) END,
        graded_at = CASE WHEN i.grade IS NULL THEN k.graded_at ELSE now() END,
        bucket = CASE WHEN k.k_code IS NOT NULL THEN 'WHITE' ELSE COALESCE(i.bucket, k.bucket) END,
        version = k.version + 1
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        customer_id uuid, add text[], remove text[], grade text, bucket text)
      WHERE k.tenant_id = $1 AND k.customer_id = i.customer_id AND NOT (i IS DISTINCT FROM i)
      """;

  private static final String NIGHTS =
      """
      INSERT INTO quiet_notices (tenant_id, conversation_id, night)
      SELECT $1, conversation_id, night::date
      FROM jsonb_to_recordset($2::text::jsonb) AS i(conversation_id uuid, night text)
      ON CONFLICT DO NOTHING
      """;

  private static final String TODOS =
      """
      INSERT INTO todos (tenant_id, todo_id, kind, conversation_id, customer_id, agent_id, chat_id,
        subject_id, detail, created_at)
      SELECT $1, todo_id, 'asked_in_quiet_hours', conversation_id, customer_id, agent_id, chat_id,
        subject_id, detail, at
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        todo_id uuid, conversation_id uuid, customer_id uuid, agent_id text, chat_id text,
        subject_id text, detail text, at timestamptz)
      ON CONFLICT DO NOTHING
      """;

  private final JsonRows json;
  private final Identity ids;
  private final CustomerSync sync;
  private final FormWishes forms;

  /** Wires the store. */
  public EffectStore(JsonRows json, Identity ids, CustomerSync sync, FormWishes forms) {
    this.json = json;
    this.ids = ids;
    this.sync = sync;
    this.forms = forms;
  }

  /** Stores effects of several decisions of one tenant in the caller's transaction. */
  public Uni<Void> store(SqlConnection connection, String tenantId, List<Effects> decided) {
    List<Effects> some = decided.stream().filter(effects -> !effects.isEmpty()).toList();
    List<Uni<?>> writes = new ArrayList<>();
    write(connection, writes, CUSTOMERS, tenantId, customers(some));
    write(
        connection,
        writes,
        NIGHTS,
        tenantId,
        some.stream()
            .filter(one -> one.toldOnNight() != null)
            .map(one -> new NightRow(one.conversationId(), one.toldOnNight().toString()))
            .toList());
    write(connection, writes, TODOS, tenantId, todos(some));
    causes(some)
        .forEach(
            (cause, customers) -> writes.add(sync.mark(connection, tenantId, customers, cause)));
    for (Effects one : some) {
      for (Fired<RuleAction.Beside> change : one.changes()) {
        if (change.action() instanceof RuleAction.RunForm form) {
          writes.add(
              forms.wish(
                  connection, tenantId, one.conversationId(), form.label(), change.ruleId()));
        }
      }
    }
    return writes.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.combine().all().unis(writes).with(done -> null);
  }

  private void write(
      SqlConnection connection, List<Uni<?>> writes, String sql, String tenantId, List<?> rows) {
    if (!rows.isEmpty()) {
      writes.add(connection.preparedQuery(sql).execute(Tuple.of(tenantId, json.of(rows))));
    }
  }

  /** One row a customer: of several changes of one value the last one counts. */
  private static List<CustomerRow> customers(List<Effects> decided) {
    Map<UUID, CustomerRow> rows = new LinkedHashMap<>();
    for (Effects effects : decided) {
      Set<String> add = new LinkedHashSet<>();
      Set<String> remove = new LinkedHashSet<>();
      String grade = null;
      String bucket = null;
      boolean any = false;
      for (Fired<RuleAction.Beside> change : effects.changes()) {
        switch (change.action()) {
          case RuleAction.Tag tag -> {
            (tag.remove() ? add : remove).removeAll(tag.tags());
            (tag.remove() ? remove : add).addAll(tag.tags());
            any = true;
          }
          case RuleAction.SetGrade set -> {
            grade = set.grade();
            any = true;
          }
          case RuleAction.SetBucket set -> {
            bucket = set.bucket();
            any = true;
          }
          case RuleAction.SetStatus status -> {
            // Part of the conversation's row.
          }
          case RuleAction.RunForm form -> {
            // A wish of its own.
          }
          case RuleAction.ErpSync sync -> {
            // A mark of its own.
          }
        }
      }
      if (any) {
        CustomerRow row =
            new CustomerRow(
                effects.customerId(), List.copyOf(add), List.copyOf(remove), grade, bucket);
        rows.merge(effects.customerId(), row, EffectStore::joined);
      }
    }
    return List.copyOf(rows.values());
  }

  /** Whom the ERP is to be told of, and why. */
  private static Map<SyncCause, Set<UUID>> causes(List<Effects> decided) {
    Map<SyncCause, Set<UUID>> causes = new EnumMap<>(SyncCause.class);
    for (Effects one : decided) {
      for (Fired<RuleAction.Beside> change : one.changes()) {
        SyncCause cause =
            switch (change.action()) {
              case RuleAction.ErpSync sync -> sync.cause();
              case RuleAction.Tag tag -> SyncCause.UPDATED;
              case RuleAction.SetGrade grade -> SyncCause.UPDATED;
              case RuleAction.SetBucket bucket -> SyncCause.UPDATED;
              case RuleAction.SetStatus status -> null;
              case RuleAction.RunForm form -> null;
            };
        if (cause != null) {
          causes.computeIfAbsent(cause, none -> new TreeSet<>()).add(one.customerId());
        }
      }
    }
    return causes;
  }

  private static CustomerRow joined(CustomerRow first, CustomerRow then) {
    Set<String> add = new LinkedHashSet<>(first.add());
    add.removeAll(then.remove());
    add.addAll(then.add());
    Set<String> remove = new LinkedHashSet<>(first.remove());
    remove.removeAll(then.add());
    remove.addAll(then.remove());
    return new CustomerRow(
        first.customerId(),
        List.copyOf(add),
        List.copyOf(remove),
        then.grade() == null ? first.grade() : then.grade(),
        then.bucket() == null ? first.bucket() : then.bucket());
  }

  private List<TodoRow> todos(List<Effects> decided) {
    return decided.stream()
        .filter(one -> one.atNight() != null)
        .map(
            one ->
                new TodoRow(
                    ids.next(),
                    one.conversationId(),
                    one.customerId(),
                    one.agentId(),
                    one.chatId(),
                    one.conversationId() + "/" + one.atNight(),
                    "asked in the quiet hours of " + one.atNight() + "; nobody answered",
                    one.at()))
        .toList();
  }
}

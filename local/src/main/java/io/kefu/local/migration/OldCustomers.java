package io.kefu.local.migration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.local.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Customers as the platform takes them, from the three tables in which the predecessor knew them.
 * What comes first wins: the unified customers, then the contacts, then the profiles.
 */
final class OldCustomers {

  static final String UNIFIED = "customers_unified";
  static final String CONTACTS = "contacts";
  static final String PROFILES = "user_profiles";
  static final String THREADS = "threads";

  private static final int MAX_LINE = 200;
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_TAG = 40;
  private static final int MAX_TAGS = 50;

  /** What the threads of a contact say. */
  private static final class Talk {
    private boolean black;
    private Instant lastAt;
    private final Set<String> topics = new HashSet<>();
  }

  private final MigrationPlan plan;
  private final MigrationReport report;
  private final Map<String, Set<String>> bearers = new HashMap<>();
  private final Map<String, String> phones = new HashMap<>();
  private final Map<String, Talk> talks = new HashMap<>();
  private final Set<String> contacts = new HashSet<>();

  OldCustomers(MigrationPlan plan, MigrationReport report) {
    this.plan = plan;
    this.report = report;
  }

  /** Looks at all rows first: who bears which name, what the threads say. */
  void survey(OldDatabase database) {
    for (String table : List.of(UNIFIED, CONTACTS, PROFILES)) {
      database.rows(
          table,
          row ->
              shown(table, row)
                  .ifPresent(
                      name ->
                          bearers
                              .computeIfAbsent(name, unknown -> new HashSet<>(2))
                              .add(wechatId(table, row).orElse(table + row.id()))));
    }
    database.rows(CONTACTS, row -> row.text("id").ifPresent(contacts::add));
    database.rows(THREADS, this::thread);
  }

  private void thread(OldRow row) {
    MigrationReport.Table table = report.table(THREADS);
    table.read(row);
    Optional<String> contact = row.text("contact_id");
    if (contact.isEmpty() || !contacts.contains(contact.get())) {
      table.skip(row, "no contact of that id");
      return;
    }
    Talk talk = talks.computeIfAbsent(contact.get(), unknown -> new Talk());
    talk.black |= row.text("bucket").filter("BLACK"::equalsIgnoreCase).isPresent();
    row.text("topic").ifPresent(talk.topics::add);
    row.time("last_msg_at", plan.zone())
        .ifPresent(
            at -> talk.lastAt = talk.lastAt == null || at.isAfter(talk.lastAt) ? at : talk.lastAt);
    table.imported(true);
  }

  /** The customer of a row; empty when there is none in it, which the report then says. */
  Optional<ObjectNode> of(String table, OldRow row) {
    MigrationReport.Table told = report.table(table);
    told.read(row);
    Optional<String> id = wechatId(table, row);
    Optional<String> name = shown(table, row);
    if (id.filter(text -> text.endsWith("@chatroom")).isPresent()) {
      told.skip(row, "a group, not a customer");
      return Optional.empty();
    }
    if (id.isEmpty() && name.isEmpty()) {
      told.skip(row, "neither a WeChat id nor a name");
      return Optional.empty();
    }
    ObjectNode customer = Json.MAPPER.createObjectNode();
    customer.put("key", table + ':' + row.text("id").orElse(Long.toString(row.id())));
    customer.put("agent_id", plan.agentId());
    line(told, row, customer, "wechat_id", id);
    line(told, row, customer, "display_name", name);
    customer.put("sole_name", name.map(text -> bearers.get(text).size() == 1).orElse(false));
    switch (table) {
      case UNIFIED -> unified(told, row, customer);
      case CONTACTS -> contact(told, row, customer);
      default -> profile(told, row, customer);
    }
    return Optional.of(customer);
  }

  private static Optional<String> wechatId(String table, OldRow row) {
    return switch (table) {
      case UNIFIED -> row.text("wechat_id");
      case CONTACTS -> row.text("wx_id");
      default -> row.text("user_id");
    };
  }

  private static Optional<String> shown(String table, OldRow row) {
    return switch (table) {
      case UNIFIED -> row.firstOf("wechat_remark", "wechat_nickname", "real_name", "company_name");
      case CONTACTS -> row.text("remark");
      default -> row.text("user_name");
    };
  }

  private void unified(MigrationReport.Table told, OldRow row, ObjectNode customer) {
    line(told, row, customer, "name", row.text("real_name"));
    line(told, row, customer, "company_name", row.text("company_name"));
    customer.put("company_name_verified", row.yes("company_name_verified"));
    row.text("phone").ifPresent(phone -> phone(told, row, customer, phone));
    line(told, row, customer, "email", row.text("email"));
    line(told, row, customer, "address", row.text("address"));
    line(told, row, customer, "region", row.text("erp_region"));
    line(told, row, customer, "source", row.text("erp_source"));
    line(told, row, customer, "customer_number", row.text("erp_customer_code"));
    List<String> wishes =
        Stream.of("extracted_product_interest", "extracted_needs")
            .flatMap(column -> listed(told, row, column).stream())
            .toList();
    longText(told, row, customer, "summary", String.join("；", wishes));
    String notes =
        Stream.of("erp_industry", "erp_value_assessment", "erp_follow_level")
            .map(row::text)
            .flatMap(Optional::stream)
            .collect(Collectors.joining("；"));
    longText(told, row, customer, "notes", notes);
    tags(told, row, customer, row.text("erp_customer_category").stream().toList());
    row.number("intent_score")
        .ifPresent(
            score ->
                customer.put("intent_score", (int) Math.max(0, Math.min(100, Math.round(score)))));
    customer.put("marked_as_important", row.yes("marked_as_important"));
    customer.put("marked_as_invalid", row.yes("marked_as_invalid"));
    customer.put("has_quote_request", row.yes("has_quote_request"));
    customer.put("has_order", row.yes("has_order"));
    customer.put("has_contract", row.yes("has_contract"));
    customer.put("has_payment", row.yes("has_payment"));
    time(told, row, customer, "first_contact_at", "first_contact_time", "created_at");
    time(told, row, customer, "last_active_at", "last_contact_time", "updated_at");
  }

  private void contact(MigrationReport.Table told, OldRow row, ObjectNode customer) {
    line(told, row, customer, "k_code", row.text("k_code"));
    line(told, row, customer, "owner", row.text("owner"));
    line(told, row, customer, "source", row.text("source"));
    Talk talk = row.text("id").map(talks::get).orElse(null);
    List<String> tags = new ArrayList<>(row.text("type").stream().toList());
    if (talk != null) {
      talk.topics.stream().sorted().forEach(tags::add);
      if (talk.black) {
        customer.put("bucket", "BLACK");
      }
    }
    tags(told, row, customer, tags);
    time(told, row, customer, "first_contact_at", "created_at");
    if (talk != null && talk.lastAt != null) {
      customer.put("last_active_at", talk.lastAt.toString());
    } else {
      time(told, row, customer, "last_active_at", "updated_at");
    }
  }

  private void profile(MigrationReport.Table told, OldRow row, ObjectNode customer) {
    line(told, row, customer, "company_name", row.text("company_name"));
    List<String> topics = listed(told, row, "common_topics");
    String notes =
        Stream.of("role", "technical_level", "communication_style", "preferred_response_style")
            .map(row::text)
            .flatMap(Optional::stream)
            .collect(Collectors.joining("；"));
    longText(told, row, customer, "notes", notes);
    longText(told, row, customer, "summary", String.join("；", topics));
    tags(told, row, customer, row.text("customer_type").stream().toList());
    time(told, row, customer, "first_contact_at", "created_at");
    time(told, row, customer, "last_active_at", "last_interaction_at", "updated_at");
  }

  private void phone(MigrationReport.Table told, OldRow row, ObjectNode customer, String phone) {
    String digits = phone.replaceAll("\\D", "");
    String other = phones.putIfAbsent(digits, customer.path("key").asText());
    if (other != null && !digits.isEmpty()) {
      told.note(row, "phone is another customer's, too; both have it now");
    }
    customer.put("phone", phone);
    customer.put("phone_verified", row.yes("phone_verified"));
  }

  private static List<String> listed(MigrationReport.Table told, OldRow row, String column) {
    Optional<List<String>> list = row.list(column);
    if (list.isEmpty()) {
      told.note(row, column + " is broken JSON; left out");
    }
    return list.orElse(List.of());
  }

  private static void line(
      MigrationReport.Table told,
      OldRow row,
      ObjectNode customer,
      String field,
      Optional<String> value) {
    value.ifPresent(text -> put(told, row, customer, field, text, MAX_LINE));
  }

  private static void longText(
      MigrationReport.Table told, OldRow row, ObjectNode customer, String field, String text) {
    if (!text.isEmpty()) {
      put(told, row, customer, field, text, MAX_TEXT);
    }
  }

  private static void put(
      MigrationReport.Table told,
      OldRow row,
      ObjectNode customer,
      String field,
      String text,
      int most) {
    String kept = clipped(text, most);
    if (kept.length() < text.length()) {
      told.note(row, "%s was cut at %d characters".formatted(field, most));
    }
    customer.put(field, kept);
  }

  /** At most so many characters, no pair cut in two. */
  static String clipped(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static void tags(
      MigrationReport.Table told, OldRow row, ObjectNode customer, List<String> tags) {
    ArrayNode kept = customer.putArray("tags");
    for (String tag : tags.stream().distinct().limit(MAX_TAGS).toList()) {
      String cut = clipped(tag, MAX_TAG);
      if (cut.length() < tag.length()) {
        told.note(row, "a tag was cut at %d characters".formatted(MAX_TAG));
      }
      kept.add(cut);
    }
  }

  private void time(
      MigrationReport.Table told,
      OldRow row,
      ObjectNode customer,
      String field,
      String... columns) {
    for (String column : columns) {
      Optional<Instant> time = row.time(column, plan.zone());
      if (time.isPresent()) {
        customer.put(field, time.get().toString());
        return;
      }
      row.text(column)
          .ifPresent(
              text -> told.note(row, "%s is no time".formatted(column.toLowerCase(Locale.ROOT))));
    }
  }
}

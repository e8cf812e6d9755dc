package io.kefu.local.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the predecessor's database over: customers first, then what was said, how it ended, and the
 * knowledge. Everything has an id that follows from the predecessor's own, and the platform takes
 * the same thing once: a migration that was cut off is simply begun again.
 */
public final class Migration {

  /** Items and bytes of one call; the gateway takes a megabyte. */
  private static final int MOST_ITEMS = 200;

  private static final int MOST_BYTES = 600_000;

  private static final Set<String> TAKEN =
      Set.of(
          OldCustomers.UNIFIED,
          OldCustomers.CONTACTS,
          OldCustomers.PROFILES,
          OldCustomers.THREADS,
          OldHistory.MESSAGES,
          OldHistory.SESSIONS,
          OldKnowledge.CHUNKS);

  /** A row and what it became. */
  private record Sent(OldRow row, ObjectNode item) {}

  private final MigrationPlan plan;
  private final Platform platform;
  private final MigrationReport report = new MigrationReport();

  /** Sends to a platform. */
  public Migration(MigrationPlan plan, Platform platform) {
    this.plan = plan;
    this.platform = platform;
  }

  /** What was done so far; also after a failure. */
  public MigrationReport report() {
    return report;
  }

  /**
   * Runs it.
   *
   * @throws MigrationException when the file cannot be read or the platform does not answer
   */
  public MigrationReport run(Path file) {
    try (OldDatabase database = new OldDatabase(file)) {
      if (database.tables().stream().noneMatch(TAKEN::contains)) {
        throw new MigrationException(
            file + " has none of the predecessor's tables; is it the right file?");
      }
      customers(database);
      history(database);
      knowledge(database);
      rest(database);
    }
    return report;
  }

  private void customers(OldDatabase database) {
    OldCustomers customers = new OldCustomers(plan, report);
    customers.survey(database);
    for (String table :
        List.of(OldCustomers.UNIFIED, OldCustomers.CONTACTS, OldCustomers.PROFILES)) {
      Batch batch = new Batch(Platform.Kind.CUSTOMERS, report.table(table));
      database.rows(table, row -> customers.of(table, row).ifPresent(item -> batch.add(row, item)));
      batch.flush();
    }
  }

  private void history(OldDatabase database) {
    OldHistory history = new OldHistory(plan, report);
    history.survey(database);
    Batch exchanges = new Batch(Platform.Kind.EXCHANGES, report.table(OldHistory.MESSAGES));
    database.rows(
        OldHistory.MESSAGES,
        row -> history.exchange(row).ifPresent(item -> exchanges.add(row, item)));
    exchanges.flush();
    MigrationReport.Table told = report.table(OldHistory.SESSIONS);
    Batch sessions = new Batch(Platform.Kind.SESSIONS, told);
    database.rows(
        OldHistory.SESSIONS,
        row -> history.session(row).ifPresent(item -> sessions.add(row, item)));
    sessions.flush();
    List<ObjectNode> orphans = history.withoutSession();
    for (int from = 0; from < orphans.size(); from += MOST_ITEMS) {
      platform.send(
          Platform.Kind.SESSIONS,
          orphans.subList(from, Math.min(orphans.size(), from + MOST_ITEMS)));
    }
  }

  private void knowledge(OldDatabase database) {
    OldKnowledge knowledge = new OldKnowledge(plan, report);
    database.rows(OldKnowledge.CHUNKS, knowledge::add);
    MigrationReport.Table told = report.table(OldKnowledge.CHUNKS);
    for (OldKnowledge.Document document : knowledge.documents()) {
      boolean fresh = platform.putDocument(document.id(), document.name(), document.content());
      document.rows().forEach(row -> told.imported(fresh));
    }
  }

  /** Nothing is left out in silence. */
  private void rest(OldDatabase database) {
    for (String table : database.tables()) {
      if (!TAKEN.contains(table)) {
        report.table(table).remark(database.count(table), why(table));
      }
    }
    for (String table : TAKEN.stream().sorted().toList()) {
      MigrationReport.Table told = report.table(table);
      if (!database.tables().contains(table)) {
        told.remark(0, "this database has no such table");
      }
    }
  }

  private static String why(String table) {
    return switch (table) {
      case "signals", "trigger_outputs" -> "scores and drafts are made anew from the conversations";
      case "system_config", "erp_sync_config", "erp_sync_rules" ->
          "settings are made anew (docs/rules.md, docs/erp.md)";
      case "erp_sync_logs", "field_change_history", "admin_commands" ->
          "logs stay with the predecessor; keep its file";
      default -> "unknown table";
    };
  }

  /** Gathers items for one call. */
  private final class Batch {

    private final Platform.Kind kind;
    private final MigrationReport.Table told;
    private final List<Sent> waiting = new ArrayList<>();
    private int bytes;

    private Batch(Platform.Kind kind, MigrationReport.Table told) {
      this.kind = kind;
      this.told = told;
    }

    private void add(OldRow row, ObjectNode item) {
      // Three bytes a Chinese character.
      int size = 3 * item.toString().length();
      if (waiting.size() == MOST_ITEMS || bytes + size > MOST_BYTES && !waiting.isEmpty()) {
        flush();
      }
      waiting.add(new Sent(row, item));
      bytes += size;
    }

    private void flush() {
      if (waiting.isEmpty()) {
        return;
      }
      List<Platform.Result> results =
          platform.send(kind, waiting.stream().map(Sent::item).toList());
      if (results.size() != waiting.size()) {
        throw new MigrationException(
            "The platform answered %d results to %d items."
                .formatted(results.size(), waiting.size()));
      }
      for (int i = 0; i < results.size(); i++) {
        OldRow row = waiting.get(i).row();
        Platform.Result result = results.get(i);
        if (result.refused()) {
          told.skip(row, Optional.of(String.join("; ", result.notes())).orElse("refused"));
        } else {
          told.imported(result.fresh());
          result.notes().forEach(note -> told.note(row, note));
        }
      }
      waiting.clear();
      bytes = 0;
    }
  }
}

package io.kefu.local.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The passages of the predecessor's knowledge base, put together to the documents that they were
 * cut from: the platform cuts and embeds them its own way.
 */
final class OldKnowledge {

  static final String CHUNKS = "knowledge_chunks";

  /** Characters of one document; a longer one is stored in parts. */
  private static final int MAX_DOCUMENT = 200_000;

  /**
   * A document.
   *
   * @param id the same every time
   * @param name as it was called
   * @param content Markdown
   * @param rows rows it is made of
   */
  record Document(String id, String name, String content, List<Long> rows) {}

  private record Passage(long row, String section, String content) {}

  private static final class Version {
    private final List<Passage> passages = new ArrayList<>();
    private Instant newest = Instant.EPOCH;
    private long lastRow;

    private boolean olderThan(Version other) {
      return newest.equals(other.newest) ? lastRow < other.lastRow : newest.isBefore(other.newest);
    }
  }

  private final MigrationPlan plan;
  private final MigrationReport.Table told;
  private final Map<String, Map<String, Version>> documents = new LinkedHashMap<>();

  OldKnowledge(MigrationPlan plan, MigrationReport report) {
    this.plan = plan;
    this.told = report.table(CHUNKS);
  }

  /** Takes a passage. */
  void add(OldRow row) {
    told.read(row);
    Optional<String> content = row.text("content");
    if (content.isEmpty()) {
      told.skip(row, "no content");
      return;
    }
    String name = row.text("document_name").orElse("未命名");
    Version version =
        documents
            .computeIfAbsent(name, unknown -> new LinkedHashMap<>())
            .computeIfAbsent(row.text("document_version").orElse(""), unknown -> new Version());
    version.passages.add(new Passage(row.id(), row.text("section").orElse(""), content.get()));
    version.lastRow = row.id();
    row.time("updated_at", plan.zone())
        .or(() -> row.time("created_at", plan.zone()))
        .filter(at -> at.isAfter(version.newest))
        .ifPresent(at -> version.newest = at);
  }

  /** The documents, of each the newest version. */
  List<Document> documents() {
    List<Document> all = new ArrayList<>();
    documents.forEach(
        (name, versions) -> {
          Version newest =
              versions.values().stream().reduce((a, b) -> a.olderThan(b) ? b : a).orElseThrow();
          versions.values().stream()
              .filter(version -> version != newest)
              .flatMap(version -> version.passages.stream())
              .forEach(passage -> told.skip(passage.row(), "of an older version of its document"));
          parts(name, newest.passages, all);
        });
    return all;
  }

  private void parts(String name, List<Passage> passages, List<Document> all) {
    Set<String> said = new HashSet<>();
    List<Long> rows = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String section = "";
    int part = 1;
    for (Passage passage : passages) {
      if (!said.add(passage.section() + '\n' + passage.content())) {
        told.skip(passage.row(), "the same passage stands in its document already");
        continue;
      }
      if (text.length() + passage.content().length() > MAX_DOCUMENT && !rows.isEmpty()) {
        all.add(document(name, part++, text, rows));
        text = new StringBuilder();
        rows = new ArrayList<>();
        section = "";
      }
      if (text.isEmpty()) {
        text.append("# ").append(oneLine(name)).append("\n\n");
      }
      if (!passage.section().equals(section)) {
        section = passage.section();
        if (!section.isEmpty()) {
          text.append("## ").append(oneLine(section)).append("\n\n");
        }
      }
      text.append(passage.content()).append("\n\n");
      rows.add(passage.row());
    }
    if (!rows.isEmpty()) {
      all.add(document(name, part, text, rows));
    }
  }

  private Document document(String name, int part, StringBuilder text, List<Long> rows) {
    String suffix = part == 1 ? "" : "-" + part;
    return new Document(
        plan.source() + '-' + digest(name) + suffix,
        OldCustomers.clipped(oneLine(name), 150) + (part == 1 ? "" : " (" + part + ")"),
        text.toString(),
        List.copyOf(rows));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String digest(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

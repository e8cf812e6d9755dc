package io.kefu.rag.evaluation;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.ingest.DocumentFormat;
import io.kefu.rag.ingest.DocumentParser;
import io.kefu.rag.ingest.ParsedDocument;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.text.TextNormalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A knowledge base with questions whose answer is known.
 *
 * @param name what it is called in reports
 * @param documents entries by document
 * @param questions labelled questions
 */
record QuestionSet(
    String name, Map<String, List<KnowledgeEntry>> documents, List<Labelled> questions) {

  /** As an upload cuts them: a reply's length (domain.md §5). */
  private static final int PASSAGE_CHARACTERS = 400;

  /** What stands for "the knowledge base cannot answer this". */
  private static final String NO_ANSWER = "-";

  /**
   * A question and what answers it.
   *
   * @param gold ids of the entries, any of which will do; empty when none answers it
   * @param category kind of question, for the report
   */
  record Labelled(String question, Set<String> gold, String category) {}

  /**
   * Reads a folder of documents and a table of {@code question TAB gold TAB category}. The gold is
   * an entry's id or one of its questions, several divided by {@code ;}, or {@code -}.
   */
  static QuestionSet read(Path folder, Path table) throws IOException {
    Map<String, List<KnowledgeEntry>> documents = new LinkedHashMap<>();
    Map<String, String> ids = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        parse(file)
            .ifPresent(
                entries -> {
                  documents.put(file.getFileName().toString(), entries);
                  for (KnowledgeEntry entry : entries) {
                    ids.put(entry.entryId(), entry.entryId());
                    for (String question : entry.questions()) {
                      ids.putIfAbsent(TextNormalizer.normalize(question), entry.entryId());
                    }
                  }
                });
      }
    }
    List<Labelled> questions = new ArrayList<>();
    for (String line : Files.readAllLines(table)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t");
      Set<String> gold = new LinkedHashSet<>();
      if (!columns[1].equals(NO_ANSWER)) {
        for (String named : columns[1].split(";")) {
          String id = ids.getOrDefault(named, ids.get(TextNormalizer.normalize(named)));
          if (id == null) {
            throw new IOException("no entry for the gold of: " + line);
          }
          gold.add(id);
        }
      }
      questions.add(new Labelled(columns[0], gold, columns.length > 2 ? columns[2] : ""));
    }
    return new QuestionSet(table.getFileName().toString(), documents, questions);
  }

  /**
   * The same with one question an entry: a knowledge base whose author wrote no other ways to ask.
   */
  QuestionSet bare() {
    Map<String, List<KnowledgeEntry>> bare = new LinkedHashMap<>();
    documents.forEach(
        (document, entries) ->
            bare.put(document, entries.stream().map(QuestionSet::bare).toList()));
    return new QuestionSet(name + " bare", bare, questions);
  }

  /**
   * The same knowledge as running text: the answers without their questions, as many to a passage
   * as an upload would put there. What answered a question is answered by the passage it is in.
   */
  QuestionSet passages() {
    Map<String, List<KnowledgeEntry>> passages = new LinkedHashMap<>();
    Map<String, String> passageOf = new HashMap<>();
    documents.forEach(
        (document, entries) -> {
          List<KnowledgeEntry> made = new ArrayList<>();
          List<KnowledgeEntry> together = new ArrayList<>();
          int length = 0;
          for (KnowledgeEntry entry : entries) {
            if (!together.isEmpty() && length + entry.content().length() > PASSAGE_CHARACTERS) {
              made.add(passage(document, made.size(), together));
              together.clear();
              length = 0;
            }
            together.add(entry);
            length += entry.content().length();
            passageOf.put(entry.entryId(), id(document, made.size()));
          }
          made.add(passage(document, made.size(), together));
          passages.put(document, made);
        });
    List<Labelled> asked =
        questions.stream()
            .map(
                one ->
                    new Labelled(
                        one.question(),
                        one.gold().stream().map(passageOf::get).collect(Collectors.toSet()),
                        one.category()))
            .toList();
    return new QuestionSet(name + " passages", passages, asked);
  }

  private static KnowledgeEntry passage(String document, int number, List<KnowledgeEntry> of) {
    return new KnowledgeEntry(
        id(document, number),
        EntryKind.CHUNK,
        document.substring(0, document.lastIndexOf('.')),
        List.of(),
        of.stream().map(KnowledgeEntry::content).collect(Collectors.joining("\n\n")),
        true,
        List.of());
  }

  private static String id(String document, int number) {
    return document + "-" + number;
  }

  private static KnowledgeEntry bare(KnowledgeEntry entry) {
    return new KnowledgeEntry(
        entry.entryId(),
        entry.kind(),
        entry.title(),
        entry.questions().stream().limit(1).toList(),
        entry.content(),
        entry.approved(),
        entry.tags(),
        entry.validity());
  }

  private static Optional<List<KnowledgeEntry>> parse(Path file) throws IOException {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
    for (DocumentFormat format : DocumentFormat.values()) {
      if (format.name().equals(ending)) {
        String id = name.substring(0, name.lastIndexOf('.'));
        return switch (DocumentParser.parse(id, id, format, Files.readString(file))) {
          case ParsedDocument.Parsed parsed -> Optional.of(parsed.entries());
          case ParsedDocument.Rejected rejected ->
              throw new IOException(name + ": " + rejected.faults());
        };
      }
    }
    return Optional.empty();
  }
}

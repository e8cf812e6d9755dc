package io.kefu.rag.ingest;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.ingest.ParsedDocument.Fault;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import io.kefu.rag.text.TextNormalizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Makes knowledge entries of a document: drafts from the format's own reader, then ids and limits.
 * All or nothing: one bad row rejects the document, so that a version is never half of what its
 * author sees. Pure and thread-safe.
 */
public final class DocumentParser {

  /** Entries of one document. */
  static final int MAX_ENTRIES = 20_000;

  /** Ways to ask for one entry. */
  static final int MAX_QUESTIONS = 50;

  /** Characters of one question. */
  static final int MAX_QUESTION_CHARACTERS = 500;

  /** Characters of one answer; it is sent as it is, split into parts by the sender. */
  static final int MAX_ANSWER_CHARACTERS = 8_000;

  /** Column of a table that says where a row was found, for the person who is to correct it. */
  public static final String PLACE_COLUMN = "@place";

  /** Parts a table of questions from the passages that came with it, in one text. */
  public static final char PART = '\f';

  private static final int MAX_FAULTS = 50;
  private static final int ID_HEX_DIGITS = 12;

  /** An entry before it has an id. */
  record Draft(
      String place,
      String id,
      EntryKind kind,
      String title,
      List<String> questions,
      String content,
      boolean approved,
      List<String> tags,
      Validity validity) {}

  /** What a format's reader found. */
  record Drafts(List<Draft> drafts, List<Fault> faults) {}

  private DocumentParser() {}

  /**
   * Parses a document.
   *
   * @param documentId prefix of the entries' ids
   * @param name title of entries that have no heading
   */
  public static ParsedDocument parse(
      String documentId, String name, DocumentFormat format, String content) {
    String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
    Drafts read =
        switch (format) {
          case MD, TXT -> FaqText.read(name, text);
          case CSV -> table(name, text);
        };
    List<Fault> faults = new ArrayList<>(read.faults());
    if (read.drafts().isEmpty() && faults.isEmpty()) {
      faults.add(new Fault("document", "It holds no text that could answer a question."));
    }
    if (read.drafts().size() > MAX_ENTRIES) {
      faults.add(
          new Fault("document", "Split it: at most " + MAX_ENTRIES + " entries a document."));
    }
    read.drafts().forEach(draft -> check(draft, faults));
    if (!faults.isEmpty()) {
      return new ParsedDocument.Rejected(
          List.copyOf(faults.subList(0, Math.min(faults.size(), MAX_FAULTS))));
    }
    return new ParsedDocument.Parsed(withIds(documentId, read.drafts()));
  }

  /** Whether a row names the columns of a table of questions and answers. */
  public static boolean isTableHeader(List<String> row) {
    return FaqTable.isHeader(row);
  }

  /** Whether a name of a column is one for questions. */
  public static boolean isQuestionColumn(String name) {
    return FaqTable.isQuestionColumn(name);
  }

  /** Whether a name of a column is one for answers. */
  public static boolean isAnswerColumn(String name) {
    return FaqTable.isAnswerColumn(name);
  }

  /** Whether a text begins with such a row. */
  public static boolean startsAsTable(String text) {
    return FaqTable.startsWithHeader(text);
  }

  private static Drafts table(String name, String text) {
    int part = text.indexOf(PART);
    if (part < 0) {
      return FaqTable.read(name, text);
    }
    Drafts table = FaqTable.read(name, text.substring(0, part));
    Drafts passages = FaqText.read(name, text.substring(part + 1));
    List<Draft> drafts = new ArrayList<>(table.drafts());
    drafts.addAll(passages.drafts());
    List<Fault> faults = new ArrayList<>(table.faults());
    faults.addAll(passages.faults());
    return new Drafts(drafts, faults);
  }

  private static void check(Draft draft, List<Fault> faults) {
    if (draft.kind() == EntryKind.QA && draft.questions().isEmpty()) {
      faults.add(new Fault(draft.place(), "Write at least one question."));
    }
    if (draft.content().isBlank()) {
      faults.add(new Fault(draft.place(), "Write an answer."));
    }
    if (draft.questions().size() > MAX_QUESTIONS) {
      faults.add(new Fault(draft.place(), "At most " + MAX_QUESTIONS + " ways to ask."));
    }
    if (draft.questions().stream().anyMatch(q -> q.length() > MAX_QUESTION_CHARACTERS)) {
      faults.add(
          new Fault(
              draft.place(), "A question has at most " + MAX_QUESTION_CHARACTERS + " characters."));
    }
    if (draft.content().length() > MAX_ANSWER_CHARACTERS) {
      faults.add(
          new Fault(
              draft.place(), "An answer has at most " + MAX_ANSWER_CHARACTERS + " characters."));
    }
  }

  private static List<KnowledgeEntry> withIds(String documentId, List<Draft> drafts) {
    Map<String, Integer> seen = new HashMap<>();
    List<KnowledgeEntry> entries = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      String own = draft.id().isBlank() ? documentId + "-" + digest(draft) : draft.id();
      int occurrence = seen.merge(own, 1, Integer::sum);
      entries.add(
          new KnowledgeEntry(
              occurrence == 1 ? own : own + "." + occurrence,
              draft.kind(),
              draft.title(),
              draft.questions(),
              draft.content(),
              draft.approved(),
              draft.tags(),
              draft.validity()));
    }
    return List.copyOf(entries);
  }

  private static String digest(Draft draft) {
    String key =
        draft.kind() == EntryKind.QA
            ? TextNormalizer.normalize(draft.questions().getFirst())
            : draft.content();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, ID_HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

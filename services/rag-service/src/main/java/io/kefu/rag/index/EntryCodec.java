package io.kefu.rag.index;

import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import io.kefu.rag.text.EntryParts;
import io.kefu.rag.text.ExactTokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/**
 * Entries as bytes, for the index's stored fields, together with what comparing them needs: taking
 * a text apart costs a hundred times more than reading it, and a search looks at up to a hundred.
 */
final class EntryCodec {

  private EntryCodec() {}

  static byte[] write(StoredEntry stored) {
    long version = stored.version();
    EntryKey key = stored.key();
    KnowledgeEntry entry = stored.entry();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(version);
      text(out, key.knowledgeBaseId());
      text(out, key.documentId());
      text(out, key.entryId());
      out.writeByte(entry.kind().ordinal());
      out.writeBoolean(entry.approved());
      text(out, entry.title());
      text(out, entry.content());
      texts(out, entry.questions());
      texts(out, entry.tags());
      time(out, entry.validity().from());
      time(out, entry.validity().to());
      terms(out, stored.terms());
      terms(out, stored.questionTerms());
      texts(out, stored.waysToAsk());
      exact(out, stored.exact().first());
      exact(out, stored.exact().asked());
      exact(out, stored.exact().content());
      exact(out, stored.exact().all());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static StoredEntry read(BytesRef bytes, EntryVectors vectors) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes.bytes, bytes.offset, bytes.length))) {
      long version = in.readLong();
      EntryKey key = new EntryKey(text(in), text(in), text(in));
      int kind = in.readByte();
      boolean approved = in.readBoolean();
      String title = text(in);
      String content = text(in);
      List<String> questions = texts(in);
      List<String> tags = texts(in);
      Validity validity = new Validity(time(in), time(in));
      KnowledgeEntry entry =
          new KnowledgeEntry(
              key.entryId(),
              Fields.kind(kind),
              title,
              questions,
              content,
              approved,
              tags,
              validity);
      return new StoredEntry(
          key,
          version,
          entry,
          terms(in),
          terms(in),
          texts(in),
          new EntryParts(exact(in), exact(in), exact(in), exact(in)),
          vectors);
    }
  }

  private static void terms(DataOutputStream out, TermSet terms) throws IOException {
    out.writeInt(terms.hashes().length);
    for (int hash : terms.hashes()) {
      out.writeInt(hash);
    }
  }

  private static TermSet terms(DataInputStream in) throws IOException {
    int[] hashes = new int[in.readInt()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = in.readInt();
    }
    return TermSet.ofHashes(hashes);
  }

  private static void exact(DataOutputStream out, ExactTokens exact) throws IOException {
    texts(out, List.copyOf(exact.codes()));
    out.writeInt(exact.quantities().size());
    for (ExactTokens.Quantity quantity : exact.quantities()) {
      text(out, quantity.number());
      text(out, quantity.unit());
    }
  }

  private static ExactTokens exact(DataInputStream in) throws IOException {
    Set<String> codes = new LinkedHashSet<>(texts(in));
    Set<ExactTokens.Quantity> quantities = new LinkedHashSet<>();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      quantities.add(new ExactTokens.Quantity(text(in), text(in)));
    }
    // Most have none, and an empty set of this kind takes 130 bytes in each of eight places.
    return new ExactTokens(
        codes.isEmpty() ? Set.of() : codes, quantities.isEmpty() ? Set.of() : quantities);
  }

  private static void time(DataOutputStream out, Instant time) throws IOException {
    out.writeBoolean(time != null);
    if (time != null) {
      out.writeLong(time.getEpochSecond());
      out.writeInt(time.getNano());
    }
  }

  private static Instant time(DataInputStream in) throws IOException {
    return in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static void texts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(out, text);
    }
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(text(in));
    }
    return texts;
  }
}

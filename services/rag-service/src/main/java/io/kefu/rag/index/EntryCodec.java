package io.kefu.rag.index;

import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** Entries as bytes, for the index's stored fields. */
final class EntryCodec {

  private EntryCodec() {}

  static byte[] write(long version, EntryKey key, KnowledgeEntry entry) {
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
      return StoredEntry.of(key, version, entry, vectors);
    }
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

package io.kefu.rag.index;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.text.Sentences;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;

/**
 * Reads what stands around a passage. The entries of a document are one block in the order of its
 * text, written and deleted whole (see {@link Fields}), so the neighbours of a passage are its
 * neighbours here, of the same version, whatever has happened since. A section ends where the
 * headings change, or where an entry is no passage. Thread-safe.
 */
final class Neighbours {

  private final EntryReader entries;

  Neighbours(EntryReader entries) {
    this.entries = entries;
  }

  /**
   * What stands around a passage.
   *
   * @param characters most of both sides together; a side that needs less leaves the rest to the
   *     other
   * @return nothing when that version is not visible any more
   */
  Surroundings around(IndexSearcher searcher, VersionedKey passage, int characters)
      throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      Optional<Block> block = Block.of(leaf, passage, entries);
      if (block.isPresent()) {
        return block.get().around(characters);
      }
    }
    return Surroundings.NONE;
  }

  /** The block of one document in one segment, seen from one of its passages. */
  private record Block(LeafReaderContext leaf, StoredEntry own, int place, EntryReader entries) {

    static Optional<Block> of(LeafReaderContext leaf, VersionedKey passage, EntryReader entries)
        throws IOException {
      PostingsEnum found =
          leaf.reader().postings(new Term(Fields.ENTRY, Fields.entryKey(passage.key())));
      if (found == null) {
        return Optional.empty();
      }
      Bits alive = leaf.reader().getLiveDocs();
      for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
        if ((alive == null || alive.get(doc)) && isVersion(leaf, doc, passage)) {
          int place = doc - EntryReader.back(leaf, doc);
          return Optional.of(new Block(leaf, entries.read(leaf, doc), place, entries));
        }
      }
      return Optional.empty();
    }

    Surroundings around(int characters) throws IOException {
      if (own.entry().kind() != EntryKind.CHUNK) {
        return Surroundings.NONE;
      }
      String all = before(characters);
      String behind = after(characters);
      int half = characters / 2;
      String after = Sentences.first(behind, Math.max(half, characters - all.length()));
      String before = Sentences.last(all, characters - after.length());
      return new Surroundings(before, after);
    }

    private String before(int characters) throws IOException {
      StringBuilder text = new StringBuilder();
      String next = own.entry().content();
      int at = place;
      while (text.length() < characters && at > 0 && isAlive(at - 1)) {
        StoredEntry neighbour = entries.read(leaf, at - 1);
        if (!isOfSection(neighbour)) {
          break;
        }
        String content = neighbour.entry().content();
        int repeated = Sentences.repeated(content, next);
        next = content;
        text.insert(0, content.substring(0, content.length() - repeated).strip() + "\n");
        at -= 1 + EntryReader.back(leaf, at - 1);
      }
      return text.toString().strip();
    }

    private String after(int characters) throws IOException {
      StringBuilder text = new StringBuilder();
      String previous = own.entry().content();
      int end = leaf.reader().maxDoc();
      for (int at = place + 1; text.length() < characters && at < end && isAlive(at); at++) {
        if (EntryReader.back(leaf, at) > 0) {
          continue;
        }
        StoredEntry neighbour = entries.read(leaf, at);
        if (!isOfSection(neighbour)) {
          break;
        }
        String content = neighbour.entry().content();
        int repeated = Sentences.repeated(previous, content);
        previous = content;
        text.append(content.substring(repeated).strip()).append('\n');
      }
      return text.toString().strip();
    }

    private boolean isOfSection(StoredEntry other) {
      KnowledgeEntry mine = own.entry();
      KnowledgeEntry its = other.entry();
      return other.version() == own.version()
          && other.key().documentId().equals(own.key().documentId())
          && other.key().knowledgeBaseId().equals(own.key().knowledgeBaseId())
          && its.kind() == EntryKind.CHUNK
          && its.title().equals(mine.title())
          && its.questions().equals(mine.questions())
          && its.approved() == mine.approved()
          && its.validity().equals(mine.validity());
    }

    private static boolean isVersion(LeafReaderContext leaf, int doc, VersionedKey passage)
        throws IOException {
      BinaryDocValues keys = leaf.reader().getBinaryDocValues(Fields.ENTRY);
      return keys != null
          && keys.advanceExact(doc)
          && keys.binaryValue().equals(Fields.versioned(passage.key(), passage.version()));
    }

    /** Of a document that was written twice, the older block may still lie beside the newer one. */
    private boolean isAlive(int doc) {
      Bits alive = leaf.reader().getLiveDocs();
      return alive == null || alive.get(doc);
    }
  }
}

package io.kefu.rag.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Reads the entries that hits belong to. What is read again and again is kept, by key and version,
 * so that a new version is never answered with an old text. Thread-safe.
 */
final class EntryReader {

  private final Cache<String, StoredEntry> kept;

  EntryReader(long cacheBytes) {
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String key, StoredEntry entry) -> entry.bytes())
            .build();
  }

  /** Where entries stand that somebody else names, as far as they are visible here. */
  static Map<String, Integer> places(IndexSearcher searcher, List<VersionedKey> named, Query filter)
      throws IOException {
    List<BytesRef> entries = named.stream().map(one -> Fields.entryKey(one.key())).toList();
    BooleanQuery.Builder query =
        new BooleanQuery.Builder()
            .add(new TermInSetQuery(Fields.ENTRY, entries), BooleanClause.Occur.FILTER);
    if (filter != null) {
      query.add(filter, BooleanClause.Occur.FILTER);
    }
    Set<String> wanted = new HashSet<>();
    named.forEach(one -> wanted.add(Fields.versioned(one.key(), one.version()).utf8ToString()));
    Map<String, Integer> places = new HashMap<>();
    for (ScoreDoc hit : searcher.search(query.build(), named.size()).scoreDocs) {
      String key = key(searcher.getIndexReader(), hit.doc);
      if (wanted.contains(key)) {
        places.put(key, hit.doc);
      }
    }
    return places;
  }

  /** Key and version of the entry that a hit belongs to. */
  static String key(IndexReader reader, int doc) throws IOException {
    List<LeafReaderContext> leaves = reader.leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    BinaryDocValues keys = leaf.reader().getBinaryDocValues(Fields.ENTRY);
    if (keys == null || !keys.advanceExact(doc - leaf.docBase)) {
      throw new IOException("an entry of the index has no key");
    }
    return keys.binaryValue().utf8ToString();
  }

  /**
   * The entry that a hit belongs to.
   *
   * @param hit place of the entry, or of one of its vectors
   */
  StoredEntry read(IndexReader reader, String key, int hit) throws IOException {
    StoredEntry cached = kept.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    List<LeafReaderContext> leaves = reader.leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(hit, leaves));
    return read(leaf, key, hit - leaf.docBase);
  }

  /**
   * The same within one segment.
   *
   * @param hit place in the segment
   */
  StoredEntry read(LeafReaderContext leaf, int hit) throws IOException {
    String key = value(leaf, Fields.ENTRY, hit).utf8ToString();
    StoredEntry cached = kept.getIfPresent(key);
    return cached == null ? read(leaf, key, hit) : cached;
  }

  private StoredEntry read(LeafReaderContext leaf, String key, int hit) throws IOException {
    int place = hit - back(leaf, hit);
    BytesRef vectors = value(leaf, Fields.VECTORS, place);
    StoredEntry read =
        EntryCodec.read(
            value(leaf, Fields.BODY, place),
            EntryVectors.fromBytes(vectors.bytes, vectors.offset, vectors.length));
    kept.put(key, read);
    return read;
  }

  /** How many places before it, in its segment, the entry of a hit stands. */
  static int back(LeafReaderContext leaf, int hit) throws IOException {
    NumericDocValues back = leaf.reader().getNumericDocValues(Fields.BACK);
    if (back == null || !back.advanceExact(hit)) {
      throw new IOException("a hit of the index belongs to no entry");
    }
    return (int) back.longValue();
  }

  private static BytesRef value(LeafReaderContext leaf, String field, int place)
      throws IOException {
    BinaryDocValues values = leaf.reader().getBinaryDocValues(field);
    if (values == null || !values.advanceExact(place)) {
      throw new IOException("an entry of the index has no " + field);
    }
    return values.binaryValue();
  }
}

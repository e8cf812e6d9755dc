package io.kefu.rag.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kefu.rag.text.TextProfile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/**
 * One tenant's searchable copy of its knowledge. A change takes a document's entries out and puts
 * the new ones in as one block; searches see it whole after the refresh, and never half. The copy
 * is disposable: PostgreSQL has the truth, and the watermark says how much of it is here.
 * Thread-safe; changes are made one at a time.
 */
final class TenantIndex implements Closeable {

  /**
   * Hits each stage contributes. Both stages together feed the ranking, which looks at the best.
   */
  private static final int STAGE_DEPTH = 50;

  /** In a large index a term that a fifth of the entries have finds nothing and costs the most. */
  private static final double COMMON_TERM_SHARE = 0.2;

  private static final int LARGE_INDEX = 5_000;
  private static final int WRITE_BUFFER_MB = 32;

  private final Directory directory;
  private final String layout;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Cache<String, StoredEntry> entries;
  private volatile Watermark watermark;

  TenantIndex(Directory directory, String embeddingModel, long cacheBytes) throws IOException {
    this.directory = directory;
    this.layout = Fields.LAYOUT + "/" + embeddingModel;
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(
        new Lucene104Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return new Lucene104HnswScalarQuantizedVectorsFormat();
          }
        });
    config.setRAMBufferSizeMB(WRITE_BUFFER_MB);
    config.setCommitOnClose(false);
    this.writer = new IndexWriter(directory, config);
    Map<String, String> data = new HashMap<>();
    if (writer.getLiveCommitData() != null) {
      writer.getLiveCommitData().forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    this.watermark = Watermark.of(data, layout);
    if (watermark.equals(Watermark.NOTHING)) {
      writer.deleteAll();
    }
    this.searchers = new SearcherManager(writer, null);
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String key, StoredEntry entry) -> entry.bytes())
            .build();
  }

  Watermark watermark() {
    return watermark;
  }

  /** Number of Lucene documents; for health and tests. */
  int size() {
    return writer.getDocStats().numDocs;
  }

  /** Takes over documents and the watermark they lead to, in one step. */
  synchronized void apply(List<IndexedDocument> documents, Watermark reached) throws IOException {
    boolean otherDatabase = !reached.epoch().equals(watermark.epoch());
    if (otherDatabase) {
      writer.deleteAll();
    }
    for (IndexedDocument document : documents) {
      Term key =
          new Term(
              Fields.DOCUMENT,
              Fields.documentKey(document.knowledgeBaseId(), document.documentId()));
      List<Document> fields = Fields.documents(document);
      if (fields.isEmpty()) {
        writer.deleteDocuments(key);
      } else {
        writer.updateDocuments(key, fields);
      }
    }
    writer.setLiveCommitData(reached.toCommitData(layout).entrySet());
    writer.commit();
    if (size() < LARGE_INDEX) {
      // Deleted entries would still count as holders of their terms.
      writer.forceMergeDeletes(true);
    }
    searchers.maybeRefreshBlocking();
    watermark = reached;
  }

  /** Empties the index, so that it is filled anew from the truth. */
  synchronized void clear() throws IOException {
    writer.deleteAll();
    writer.setLiveCommitData(Watermark.NOTHING.toCommitData("cleared").entrySet());
    writer.commit();
    searchers.maybeRefreshBlocking();
    watermark = Watermark.NOTHING;
  }

  RetrievalEngine.Found search(RetrievalEngine.Query query) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      IndexReader reader = searcher.getIndexReader();
      TextProfile profile = query.profile();
      Query filter = filter(searcher, query);
      Map<String, Float> keyword = new HashMap<>();
      Map<String, Integer> place = new HashMap<>();
      for (ScoreDoc hit : byKeyword(searcher, reader, profile, filter)) {
        String key = key(reader, hit.doc);
        keyword.put(key, hit.score);
        place.put(key, hit.doc);
      }
      Set<String> keys = new HashSet<>(keyword.keySet());
      if (query.vector().isPresent()) {
        Query nearest =
            new KnnFloatVectorQuery(Fields.VECTOR, query.vector().get(), STAGE_DEPTH, filter);
        for (ScoreDoc hit : searcher.search(nearest, STAGE_DEPTH).scoreDocs) {
          keys.add(key(reader, hit.doc));
        }
      }
      List<Candidate> candidates = new ArrayList<>(keys.size());
      for (String key : keys) {
        StoredEntry stored = stored(searcher, key, place.get(key));
        candidates.add(
            candidate(stored, keyword.getOrDefault(key, 0f), query.vector().orElse(null)));
      }
      Map<String, Double> weights = new HashMap<>();
      Set<String> unknown = new HashSet<>();
      int total = Math.max(1, reader.getDocCount(Fields.TERMS));
      weigh(reader, total, profile.contentTerms(), "", weights, unknown);
      weigh(reader, total, profile.characters(), "", weights, unknown);
      weigh(reader, total, profile.exact().terms(), "", weights, unknown);
      weigh(reader, total, profile.subjects(), Fields.subjectTerm(""), weights, unknown);
      return new RetrievalEngine.Found(candidates, weights, unknown);
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public void close() throws IOException {
    searchers.close();
    writer.close();
    directory.close();
  }

  /** What a hit must be; null when anything may be one, which spares a pass over the index. */
  private static Query filter(IndexSearcher searcher, RetrievalEngine.Query query)
      throws IOException {
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    filter.add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER);
    if (query.at().isPresent()) {
      long now = query.at().get().toEpochMilli();
      Query notYet = LongPoint.newRangeQuery(Fields.VALID_FROM, now + 1, Long.MAX_VALUE);
      Query noMore = LongPoint.newRangeQuery(Fields.VALID_TO, Long.MIN_VALUE, now);
      for (Query invalid : List.of(notYet, noMore)) {
        if (searcher.count(invalid) > 0) {
          filter.add(invalid, BooleanClause.Occur.MUST_NOT);
        }
      }
    }
    if (!query.knowledgeBaseIds().isEmpty()) {
      filter.add(
          oneOf(Fields.KNOWLEDGE_BASE, query.knowledgeBaseIds()), BooleanClause.Occur.FILTER);
    }
    if (!query.tags().isEmpty()) {
      filter.add(oneOf(Fields.TAG, query.tags()), BooleanClause.Occur.FILTER);
    }
    if (!query.without().isEmpty()) {
      filter.add(oneOf(Fields.ENTRY_ID, query.without()), BooleanClause.Occur.MUST_NOT);
    }
    BooleanQuery built = filter.build();
    return built.clauses().size() == 1 ? null : built;
  }

  private static Query oneOf(String field, Set<String> values) {
    return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
  }

  private static ScoreDoc[] byKeyword(
      IndexSearcher searcher, IndexReader reader, TextProfile profile, Query filter)
      throws IOException {
    int total = reader.getDocCount(Fields.TERMS);
    BooleanQuery.Builder terms = new BooleanQuery.Builder();
    int clauses = 0;
    for (String term : new HashSet<>(profile.indexTerms())) {
      Term key = new Term(Fields.TERMS, term);
      int holders = reader.docFreq(key);
      boolean tooCommon = total > LARGE_INDEX && holders > total * COMMON_TERM_SHARE;
      if (holders > 0 && !tooCommon && clauses < IndexSearcher.getMaxClauseCount()) {
        terms.add(new TermQuery(key), BooleanClause.Occur.SHOULD);
        clauses++;
      }
    }
    if (clauses == 0) {
      return new ScoreDoc[0];
    }
    BooleanQuery.Builder query =
        new BooleanQuery.Builder().add(terms.build(), BooleanClause.Occur.MUST);
    if (filter != null) {
      query.add(filter, BooleanClause.Occur.FILTER);
    }
    return searcher.search(query.build(), STAGE_DEPTH).scoreDocs;
  }

  private static Candidate candidate(StoredEntry stored, float keyword, float[] vector) {
    EntryVectors vectors = stored.vectors();
    if (vector == null || !vectors.isPresent()) {
      return new Candidate(stored, keyword, 0, 0, 0);
    }
    return new Candidate(
        stored,
        keyword,
        vectors.question(vector),
        vectors.summary(vector),
        vectors.content(vector));
  }

  private static String key(IndexReader reader, int doc) throws IOException {
    List<LeafReaderContext> leaves = reader.leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    BinaryDocValues keys = leaf.reader().getBinaryDocValues(Fields.ENTRY);
    if (keys == null || !keys.advanceExact(doc - leaf.docBase)) {
      throw new IOException("an entry of the index has no key");
    }
    return keys.binaryValue().utf8ToString();
  }

  private StoredEntry stored(IndexSearcher searcher, String key, Integer knownPlace)
      throws IOException {
    StoredEntry cached = entries.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    int place = knownPlace == null ? place(searcher, key) : knownPlace;
    StoredEntry read = Fields.stored(searcher.storedFields().document(place));
    entries.put(key, read);
    return read;
  }

  /** The document with the entry itself, for an entry that only the vector stage found. */
  private static int place(IndexSearcher searcher, String versionedKey) throws IOException {
    String key = versionedKey.substring(0, versionedKey.lastIndexOf('\u0000'));
    Query query = new TermQuery(new Term(Fields.ENTRY, key));
    // The entry comes first in its block, before its vectors.
    ScoreDoc[] hits = searcher.search(query, 1, Sort.INDEXORDER).scoreDocs;
    if (hits.length == 0) {
      throw new IOException("an entry of the index is missing");
    }
    return hits[0].doc;
  }

  private static void weigh(
      IndexReader reader,
      int total,
      Set<String> terms,
      String prefix,
      Map<String, Double> weights,
      Set<String> unknown)
      throws IOException {
    for (String term : terms) {
      int holders = reader.docFreq(new Term(Fields.TERMS, prefix + term));
      weights.put(prefix + term, Math.log(1 + (total - holders + 0.5) / (holders + 0.5)));
      if (holders == 0) {
        unknown.add(prefix + term);
      }
    }
  }
}

package io.kefu.rag.index;

import io.kefu.rag.text.TextProfile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.Directory;

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

  private static final ScoreDoc[] NO_HITS = {};
  private static final int WRITE_BUFFER_MB = 32;

  /** A search visits each segment: few of them cost more when writing and less when asking. */
  private static final int SEGMENTS_PER_TIER = 4;

  /** What is smaller is merged as if it had this size. */
  private static final int FLOOR_SEGMENT_MB = 32;

  private final Directory directory;
  private final String layout;
  private final boolean vectorStage;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final EntryReader entries;
  private final Neighbours neighbours;
  private volatile Watermark watermark;
  private volatile Vocabulary vocabulary = new Vocabulary(-1);

  TenantIndex(Directory directory, String embeddingModel, long cacheBytes, boolean vectorStage)
      throws IOException {
    this.directory = directory;
    this.vectorStage = vectorStage;
    this.layout = Fields.LAYOUT + "/" + embeddingModel + (vectorStage ? "" : "/words");
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(
        new Lucene104Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return new Lucene104HnswScalarQuantizedVectorsFormat();
          }
        });
    config.setRAMBufferSizeMB(WRITE_BUFFER_MB);
    config.setMergePolicy(
        new TieredMergePolicy()
            .setSegmentsPerTier(SEGMENTS_PER_TIER)
            .setFloorSegmentMB(FLOOR_SEGMENT_MB));
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
    this.entries = new EntryReader(cacheBytes);
    this.neighbours = new Neighbours(entries);
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
    if (otherDatabase && !watermark.equals(Watermark.NOTHING)) {
      throw new IllegalStateException("an index follows one database; begin a new one for another");
    }
    for (IndexedDocument document : documents) {
      Term key =
          new Term(
              Fields.DOCUMENT,
              Fields.documentKey(document.knowledgeBaseId(), document.documentId()));
      List<Document> fields = Fields.documents(document, vectorStage);
      if (fields.isEmpty()) {
        writer.deleteDocuments(key);
      } else {
        writer.updateDocuments(key, fields);
      }
    }
    writer.setLiveCommitData(reached.toCommitData(layout).entrySet());
    writer.commit();
    if (size() < IndexQueries.LARGE_INDEX) {
      // Deleted entries would still count as holders of their terms.
      writer.forceMergeDeletes(true);
    }
    searchers.maybeRefreshBlocking();
    watermark = reached;
  }

  /**
   * Makes one segment of all, which searches three times as fast as a dozen: worth a minute of work
   * after everything was filled in. Changes and searches go on meanwhile. Small indexes are left as
   * they are.
   */
  void compact() throws IOException {
    if (size() >= IndexQueries.LARGE_INDEX) {
      mergeAll();
    }
  }

  void mergeAll() throws IOException {
    writer.forceMerge(1);
    synchronized (this) {
      writer.commit();
      searchers.maybeRefreshBlocking();
    }
  }

  /** The question as it was meant; see {@link Spelling}. */
  String spelled(String normalized) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      IndexReader reader = searcher.getIndexReader();
      return vocabularyOf(reader).spelling(reader).correct(normalized, reader);
    } finally {
      searchers.release(searcher);
    }
  }

  private Vocabulary vocabularyOf(IndexReader reader) {
    long version = ((DirectoryReader) reader).getVersion();
    Vocabulary known = vocabulary;
    if (!known.isOf(version)) {
      known = new Vocabulary(version);
      vocabulary = known;
    }
    return known;
  }

  RetrievalEngine.Found search(RetrievalEngine.Query query, List<VersionedKey> near)
      throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      IndexReader reader = searcher.getIndexReader();
      Vocabulary known = vocabularyOf(reader);
      TextProfile profile = query.profile();
      Query filter = IndexQueries.filter(searcher, query);
      Map<String, Float> keyword = new HashMap<>();
      Map<String, Integer> places = new HashMap<>();
      Optional<Query> words = IndexQueries.words(reader, known, profile, filter);
      ScoreDoc[] byWords =
          words.isEmpty() ? NO_HITS : searcher.search(words.get(), bestOnly()).scoreDocs;
      for (ScoreDoc hit : byWords) {
        String key = EntryReader.key(reader, hit.doc);
        keyword.put(key, hit.score);
        places.put(key, hit.doc);
      }
      if (!near.isEmpty()) {
        EntryReader.places(searcher, near, filter).forEach(places::putIfAbsent);
      }
      if (vectorStage && query.vector().isPresent()) {
        Query nearest =
            new KnnFloatVectorQuery(Fields.VECTOR, query.vector().get(), STAGE_DEPTH, filter);
        for (ScoreDoc hit : searcher.search(nearest, STAGE_DEPTH).scoreDocs) {
          places.putIfAbsent(EntryReader.key(reader, hit.doc), hit.doc);
        }
      }
      List<Candidate> candidates = new ArrayList<>(places.size());
      for (Map.Entry<String, Integer> place : places.entrySet()) {
        String key = place.getKey();
        StoredEntry stored = entries.read(reader, key, place.getValue());
        candidates.add(
            candidate(stored, keyword.getOrDefault(key, 0f), query.vector().orElse(null)));
      }
      Map<String, Double> weights = new HashMap<>();
      Set<String> unknown = new HashSet<>();
      int total = Math.max(1, reader.getDocCount(Fields.TERMS));
      weigh(reader, known, total, profile.contentTerms(), "", weights, unknown);
      weigh(reader, known, total, profile.characters(), "", weights, unknown);
      weigh(reader, known, total, profile.exact().terms(), "", weights, unknown);
      for (TextProfile.Word word : profile.words()) {
        weigh(reader, known, total, word.terms(), "", weights, unknown);
        weigh(reader, known, total, word.concepts(), "", weights, unknown);
      }
      weigh(reader, known, total, profile.subjects(), Fields.subjectTerm(""), weights, unknown);
      return new RetrievalEngine.Found(candidates, weights, unknown);
    } finally {
      searchers.release(searcher);
    }
  }

  /** What stands around passages; see {@link Neighbours}. */
  Map<VersionedKey, Surroundings> around(List<VersionedKey> passages, int characters)
      throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      Map<VersionedKey, Surroundings> found = new HashMap<>();
      for (VersionedKey passage : passages) {
        found.put(passage, neighbours.around(searcher, passage, characters));
      }
      return found;
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

  /**
   * Hits are not counted: what cannot be among the best is passed over. One for each search: it
   * remembers what its search has found.
   */
  private static TopScoreDocCollectorManager bestOnly() {
    return new TopScoreDocCollectorManager(STAGE_DEPTH, null, STAGE_DEPTH);
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

  private static void weigh(
      IndexReader reader,
      Vocabulary known,
      int total,
      Collection<String> terms,
      String prefix,
      Map<String, Double> weights,
      Set<String> unknown)
      throws IOException {
    for (String term : terms) {
      int holders = known.holders(reader, prefix + term);
      weights.put(prefix + term, Math.log(1 + (total - holders + 0.5) / (holders + 0.5)));
      if (holders == 0) {
        unknown.add(prefix + term);
      }
    }
  }
}

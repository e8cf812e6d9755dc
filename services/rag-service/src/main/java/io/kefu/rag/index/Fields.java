package io.kefu.rag.index;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextProfile;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/**
 * How an entry is laid out in Lucene: one document with the entry, its terms and its summary's
 * vector, and after it one document for each question's vector. A passage is therefore one
 * document, and where there are only passages Lucene finds lengths and values by their place alone.
 * The entry itself is a doc value: stored fields are compressed in blocks, and unpacking up to a
 * hundred of them was most of a search in a large index. Every document carries the entry's key, so
 * that a hit of either stage leads to the entry, and the knowledge document's key, so that one is
 * replaced as one block.
 */
final class Fields {

  /** Changes whenever documents are laid out differently: an index of another layout is rebuilt. */
  static final String LAYOUT = "8";

  static final String DOCUMENT = "document";
  static final String ENTRY = "entry";
  static final String ENTRY_ID = "entry_id";
  static final String KNOWLEDGE_BASE = "kb";
  static final String TAG = "tag";
  static final String TERMS = "terms";
  static final String VECTOR = "vector";

  /** Only entries whose validity has a beginning, or an end, have these. Milliseconds. */
  static final String VALID_FROM = "valid_from";

  static final String VALID_TO = "valid_to";
  static final String BODY = "body";
  static final String VECTORS = "vectors";

  /**
   * How many places before it the entry itself stands. Blocks are written and deleted whole, and
   * merging keeps their order, so this holds for as long as the document lives.
   */
  static final String BACK = "back";

  private static final char SEPARATOR = '\u0000';
  private static final FieldType COUNTED_TERMS = new FieldType();

  static {
    COUNTED_TERMS.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    COUNTED_TERMS.setTokenized(true);
    COUNTED_TERMS.freeze();
  }

  private Fields() {}

  static String documentKey(String knowledgeBaseId, String documentId) {
    return knowledgeBaseId + SEPARATOR + documentId;
  }

  static BytesRef entryKey(EntryKey key) {
    return new BytesRef(
        documentKey(key.knowledgeBaseId(), key.documentId()) + SEPARATOR + key.entryId());
  }

  /**
   * All Lucene documents of a knowledge document.
   *
   * @param searchable whether its vectors are searched here; they are always kept for comparing
   */
  static List<Document> documents(IndexedDocument source, boolean searchable) {
    List<Document> documents = new ArrayList<>();
    for (VectorizedEntry vectorized : source.entries()) {
      KnowledgeEntry entry = vectorized.entry();
      EntryKey key = new EntryKey(source.knowledgeBaseId(), source.documentId(), entry.entryId());
      Document main = keyed(source, key, entry);
      TextProfile profile = TextProfile.of(entry.fullText());
      List<String> terms = new ArrayList<>(profile.indexTerms());
      terms.addAll(profile.exact().terms(exactInQuestions(entry, profile)));
      profile.subjects().forEach(subject -> terms.add(subjectTerm(subject)));
      main.add(new Field(TERMS, new ListTokenStream(terms), COUNTED_TERMS));
      main.add(
          new BinaryDocValuesField(
              BODY,
              new BytesRef(
                  EntryCodec.write(
                      StoredEntry.of(key, source.version(), entry, EntryVectors.NONE)))));
      main.add(
          new BinaryDocValuesField(VECTORS, new BytesRef(EntryVectors.of(vectorized).toBytes())));
      main.add(new NumericDocValuesField(BACK, 0));
      documents.add(main);
      if (searchable && vectorized.isEmbedded()) {
        main.add(vector(vectorized.summary()));
        for (int i = 0; i < vectorized.questions().size(); i++) {
          Document document = keyed(source, key, entry);
          document.add(new NumericDocValuesField(BACK, i + 1));
          document.add(vector(vectorized.questions().get(i)));
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private static KnnFloatVectorField vector(float[] values) {
    return new KnnFloatVectorField(VECTOR, values, VectorSimilarityFunction.DOT_PRODUCT);
  }

  private static ExactTokens exactInQuestions(KnowledgeEntry entry, TextProfile profile) {
    return entry.questions().isEmpty()
        ? profile.exact()
        : TextProfile.of(String.join(" ", entry.questions())).exact();
  }

  /** Subjects are counted apart from words: "苹果" may be in a word that is none. */
  static String subjectTerm(String subject) {
    return "@" + subject;
  }

  private static Document keyed(IndexedDocument source, EntryKey key, KnowledgeEntry entry) {
    Document document = new Document();
    document.add(
        new StringField(
            DOCUMENT, documentKey(source.knowledgeBaseId(), source.documentId()), Field.Store.NO));
    document.add(new StringField(ENTRY, entryKey(key), Field.Store.NO));
    document.add(new BinaryDocValuesField(ENTRY, versioned(key, source.version())));
    document.add(new StringField(ENTRY_ID, key.entryId(), Field.Store.NO));
    document.add(new StringField(KNOWLEDGE_BASE, source.knowledgeBaseId(), Field.Store.NO));
    if (entry.validity().from() != null) {
      document.add(new LongPoint(VALID_FROM, entry.validity().from().toEpochMilli()));
    }
    if (entry.validity().to() != null) {
      document.add(new LongPoint(VALID_TO, entry.validity().to().toEpochMilli()));
    }
    for (String tag : entry.tags()) {
      document.add(new StringField(TAG, tag, Field.Store.NO));
    }
    return document;
  }

  static BytesRef versioned(EntryKey key, long version) {
    return new BytesRef(entryKey(key).utf8ToString() + SEPARATOR + version);
  }

  /** The kinds as the codec writes them. */
  static EntryKind kind(int ordinal) {
    return EntryKind.values()[ordinal];
  }

  /** Terms that were made elsewhere, handed to Lucene one by one. */
  private static final class ListTokenStream extends TokenStream {
    private final List<String> terms;
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private int next;

    ListTokenStream(List<String> terms) {
      this.terms = terms;
    }

    @Override
    public boolean incrementToken() {
      if (next >= terms.size()) {
        return false;
      }
      clearAttributes();
      term.append(terms.get(next++));
      return true;
    }

    @Override
    public void reset() {
      next = 0;
    }
  }
}

package io.kefu.rag.index;

import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** A question in the index's own terms. */
final class IndexQueries {

  /** In a large index a term that a fifth of the entries have finds nothing and costs the most. */
  private static final double COMMON_TERM_SHARE = 0.2;

  /** Entries from which on an index counts as large. */
  static final int LARGE_INDEX = 5_000;

  private IndexQueries() {}

  /** What a hit must be; null when anything may be one, which spares a pass over the index. */
  static Query filter(IndexSearcher searcher, RetrievalEngine.Query query) throws IOException {
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

  /** What finds entries by their words; nothing when no entry has any of the question's. */
  static Optional<Query> words(
      IndexReader reader, Vocabulary known, TextProfile profile, Query filter) throws IOException {
    int total = reader.getDocCount(Fields.TERMS);
    BooleanQuery.Builder terms = new BooleanQuery.Builder();
    int clauses = 0;
    for (String term : new HashSet<>(profile.indexTerms())) {
      Term key = new Term(Fields.TERMS, term);
      int holders = known.holders(reader, term);
      // Pairs say what single characters say, and more; in a large index those are in everything.
      boolean tooCommon =
          total > LARGE_INDEX && (term.length() == 1 || holders > total * COMMON_TERM_SHARE);
      if (holders > 0 && !tooCommon && clauses < IndexSearcher.getMaxClauseCount()) {
        terms.add(new TermQuery(key), BooleanClause.Occur.SHOULD);
        clauses++;
      }
    }
    if (clauses == 0) {
      return Optional.empty();
    }
    BooleanQuery.Builder query =
        new BooleanQuery.Builder().add(terms.build(), BooleanClause.Occur.MUST);
    if (filter != null) {
      query.add(filter, BooleanClause.Occur.FILTER);
    }
    return Optional.of(query.build());
  }
}

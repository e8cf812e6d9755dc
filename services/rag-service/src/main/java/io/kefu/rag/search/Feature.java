package io.kefu.rag.search;

/** What the confidence is computed from; the names stand in the calibration file. */
public enum Feature {
  /** Cosine of the nearest way to ask. */
  QUESTION_COSINE,
  /** Cosine of question and answer together. */
  SUMMARY_COSINE,
  /** Cosine of the answer alone. */
  CONTENT_COSINE,
  /** Share of the question's content terms, by weight, that the entry has. */
  COVERAGE,
  /** The same for single characters. */
  CHARACTER_COVERAGE,
  /** Share of the question's concepts that the entry's own questions have. */
  CONCEPT_COVERAGE,
  /** Lead of the fused score over the next entry that says something else. */
  FUSED_LEAD,
  /** Lead of the summary's cosine. */
  SUMMARY_LEAD,
  /** Lead of the nearest question's cosine. */
  QUESTION_LEAD,
  /** Lead of the keyword score, relative to the best. */
  KEYWORD_LEAD,
  /** Unknown codes, models, measures and subjects. */
  IDENTITY_VETOES,
  /** Other numbers the entry lacks. */
  QUANTITY_VETOES,
  /** Known codes and measures that a general entry leaves open. */
  UNMENTIONED,
  /** Codes and numbers that agree with the entry's own questions. */
  EXACT_HITS,
  /** Share of the question's words, by how rare they are in general, that the entry has. */
  WORD_COVERAGE,
  /** The same of the entry's own questions. */
  WORDS_ASKED,
  /** Rarity of the rarest word that the entry lacks. */
  RAREST_MISSING,
  /** The same of words that name something and that no entry has. */
  RAREST_UNKNOWN,
  /**
   * Rarity of the question's first word when it names something that the entry lacks: Chinese says
   * first what a question is about.
   */
  HEAD_MISSING,
  /** The same when no entry has it. */
  HEAD_UNKNOWN,
  /** How many rare words the entry lacks, up to a limit. */
  MISSING_WORDS,
  /** Likeness of spelling to the likest way to ask. */
  LIKENESS,
  /** Share of that way to ask which the question has. */
  LIKENESS_ASKED,
  /** Subjects of other trades that other entries name, but not this one. */
  ABSENT_SUBJECTS,
  /** How far the summary's cosine is above that of the other candidates. */
  SUMMARY_ABOVE,
  /** How far the nearest question's cosine is above that of the other candidates. */
  QUESTION_ABOVE,
  /** Cosine of the nearest way to ask with the nearest part of the question. */
  CLAUSE_QUESTION_COSINE,
  /** The same with question and answer together. */
  CLAUSE_SUMMARY_COSINE,
  /** The same with the answer alone. */
  CLAUSE_CONTENT_COSINE,
  /** Parts of the question. */
  CLAUSES,
  /** Length of the question, up to a limit. */
  LENGTH,
  /** How well the entry covers the question's tokens, by how much each matters. */
  TOKEN_SHARE,
  /** The same by the entry's own questions. */
  TOKEN_ASKED,
  /** How well it covers the token that it covers least. */
  LEAST_TOKEN,
  /** How badly it lacks one token that matters. */
  WORST_TOKEN,
  /** How many tokens it lacks, by how much each matters, up to a limit. */
  TOKENS_MISSING,
  /** The cosines of question and summary and the share of tokens, together. */
  AGREEMENT,
  /** Lead of the share of tokens. */
  TOKEN_LEAD,
  /** Lead of the share by the entries' own questions. */
  TOKEN_ASKED_LEAD,
  /** Lead of the agreement. */
  AGREEMENT_LEAD
}

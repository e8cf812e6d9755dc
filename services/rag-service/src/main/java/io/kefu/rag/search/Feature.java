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
  /** Share of the question's words, by weight, of which the entry has one that means the same. */
  WORD_COVERAGE,
  /** Concrete things the question names and no entry does. */
  UNKNOWN_THINGS,
  /** Concrete things and subjects of other trades that other entries name, but not this one. */
  ABSENT_THINGS,
  /** How far the summary's cosine is above that of the other candidates. */
  SUMMARY_ABOVE,
  /** How far the nearest question's cosine is above that of the other candidates. */
  QUESTION_ABOVE,
  /** Length of the question, up to a limit. */
  LENGTH
}

package io.kefu.rag.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Formats a document can be sent in. */
public enum DocumentFormat {
  /** Markdown: headings, question headings with their answer, passages. */
  @JsonProperty("md")
  MD,

  /** A table of questions and answers. */
  @JsonProperty("csv")
  CSV,

  /** Plain text: passages, or lines of questions (问：) and answers (答：). */
  @JsonProperty("txt")
  TXT
}

package io.kefu.rag.store;

/** What is kept, versioned and indexed as one. */
public enum DocumentKind {
  /** A file or text with any number of entries. */
  DOCUMENT,

  /** One question/answer entry that is edited by itself. */
  ENTRY
}

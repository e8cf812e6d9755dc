package io.kefu.stats.rollup;

import java.util.Locale;

/** What is counted; each is a column of the table {@code rollup}. */
public enum Measure {
  /** Customer messages. */
  RECEIVED,
  /** Messages that got a reply. */
  REPLIED,
  /** Messages given to a person. */
  HANDED_OVER,
  /** Messages that were to get nothing. */
  IGNORED,
  /** Reply parts with a text. */
  REPLY_PARTS,
  /** Parts read back in the chat. */
  SENT,
  /** Parts certainly not sent. */
  FAILED,
  /** Parts whose sending was cut off. */
  UNKNOWN,
  /** Tokens read by models. */
  TOKENS_IN,
  /** Tokens written by models. */
  TOKENS_OUT,
  /** Messages answered from knowledge entries. */
  KNOWLEDGE_HITS,
  /** Messages handed over because nothing was found. */
  KNOWLEDGE_MISSES,
  /** Messages with a response time. */
  RESPONSE_COUNT,
  /** Sum of the response times in milliseconds. */
  RESPONSE_MS;

  private final String column = name().toLowerCase(Locale.ROOT);

  /** Its column. */
  public String column() {
    return column;
  }
}

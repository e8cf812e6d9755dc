package io.kefu.stats.rollup;

import java.util.Locale;

/** What is counted; each is a column of the table {@code rollup}. */
public enum Measure {
  /** Customer messages. */
  RECEIVED,
  /** Messages that got a reply. */
  REPLIED,
  /** Messages that got a reply and were not given to a person. */
  REPLIED_ALONE,
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
  RESPONSE_MS,
  /** What models cost, in millionths of the currency. */
  COST_MICROS,
  /** Times a customer waited longer than the SLA. */
  SLA_BREACHES,
  /** Episodes that ended. */
  EPISODES,
  /** Episodes that ended solved. */
  SOLVED,
  /** Episodes that ended unsolved. */
  UNSOLVED,
  /** Episodes that ended with a person. */
  TRANSFERRED,
  /** Episodes that the customer left. */
  ABANDONED,
  /** Episodes whose length is known. */
  RESOLUTION_COUNT,
  /** Sum of their lengths in milliseconds. */
  RESOLUTION_MS,
  /** Customers who said how content they were. */
  SATISFACTION_COUNT,
  /** Sum of what they said, 1 to 5 each. */
  SATISFACTION_SUM,
  /** Those who said 4 or 5. */
  SATISFIED,
  /** Customers who came into the unknown pool. */
  POOL_ENTERED,
  /** Customers who left it. */
  POOL_LEFT;

  private final String column = name().toLowerCase(Locale.ROOT);

  /** Its column. */
  public String column() {
    return column;
  }
}

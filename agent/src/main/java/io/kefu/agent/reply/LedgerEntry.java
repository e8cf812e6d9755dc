package io.kefu.agent.reply;

import io.kefu.agent.frame.Receipt;
import java.time.Instant;
import java.util.Optional;

/** What the ledger knows of one reply part; without a receipt it was begun and has not ended. */
record LedgerEntry(String replyId, String partKey, Instant begunAt, Optional<Receipt> receipt) {

  LedgerEntry ended(Receipt with) {
    return new LedgerEntry(replyId, partKey, begunAt, Optional.of(with));
  }
}

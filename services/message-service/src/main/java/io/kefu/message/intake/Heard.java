package io.kefu.message.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Is told who spoke, in the transaction that stores it; owned by the intake, which comes first. */
public interface Heard {

  /**
   * A new message that was meant for the other side.
   *
   * @param conversationId its conversation
   * @param own whether our side wrote it
   * @param at when it was said
   */
  record Utterance(UUID conversationId, boolean own, Instant at) {}

  /** New messages of one tenant in the order of their arrival. */
  Uni<Void> heard(SqlConnection connection, String tenantId, List<Utterance> utterances);
}

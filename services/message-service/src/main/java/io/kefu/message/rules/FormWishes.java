package io.kefu.message.rules;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.UUID;

/** Takes wishes for trigger forms. */
@FunctionalInterface
public interface FormWishes {

  /**
   * Stores a wish in the caller's transaction, which holds the conversation; filled later, once a
   * conversation and label.
   *
   * @param label 售前, 售后 or 客户开发
   * @param ruleId rule that wishes it
   */
  Uni<Void> wish(
      SqlConnection connection, String tenantId, UUID conversationId, String label, String ruleId);
}

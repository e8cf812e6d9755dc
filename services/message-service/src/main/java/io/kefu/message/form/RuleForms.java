package io.kefu.message.form;

import io.kefu.message.rules.FormWishes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Takes the wishes of rules. */
@ApplicationScoped
class RuleForms implements FormWishes {

  private final FormStore store;

  RuleForms(FormStore store) {
    this.store = store;
  }

  @Override
  public Uni<Void> wish(
      SqlConnection connection, String tenantId, UUID conversationId, String label, String ruleId) {
    FormLabel known = FormLabel.of(label).orElseThrow();
    return store
        .ask(connection, tenantId, conversationId, known, "rule:" + ruleId, true, Duration.ZERO)
        .replaceWithVoid();
  }
}

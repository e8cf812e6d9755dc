package io.kefu.stats.intake;

import static io.kefu.stats.intake.FactTables.flag;
import static io.kefu.stats.intake.FactTables.instant;
import static io.kefu.stats.intake.FactTables.iso;
import static io.kefu.stats.intake.FactTables.number;
import static io.kefu.stats.intake.FactTables.text;
import static io.kefu.stats.intake.FactTables.time;
import static io.kefu.stats.intake.FactTables.traits;

import io.kefu.stats.fact.BreachFact;
import io.kefu.stats.fact.BreachKey;
import io.kefu.stats.fact.ConversationFact;
import io.kefu.stats.fact.ConversationKey;
import io.kefu.stats.fact.EpisodeFact;
import io.kefu.stats.fact.EpisodeKey;
import io.kefu.stats.fact.PoolFact;
import io.kefu.stats.fact.PoolKey;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The tables of facts about conversations and customers. */
final class CustomerTables {

  static final FactTable<EpisodeKey, EpisodeFact> EPISODES =
      new FactTable<>(
          "episode_fact",
          List.of(text("tenant_id"), text("outcome_id")),
          List.of(
              number("version"),
              time("closed_at"),
              text("agent_id"),
              text("operator"),
              text("outcome"),
              number("satisfaction"),
              number("resolution_ms"),
              text("bucket"),
              text("grade"),
              text("trigger_label")),
          (key, fact) ->
              traits(
                  new JsonObject()
                      .put("tenant_id", key.tenantId())
                      .put("outcome_id", key.outcomeId())
                      .put("version", fact.version())
                      .put("closed_at", iso(fact.closedAt()))
                      .put("agent_id", fact.agentId())
                      .put("operator", fact.operator())
                      .put("outcome", fact.outcome())
                      .put("satisfaction", fact.satisfaction())
                      .put("resolution_ms", fact.resolutionMs()),
                  fact.customer()),
          row -> new EpisodeKey(row.getString("tenant_id"), row.getString("outcome_id")),
          row ->
              new EpisodeFact(
                  row.getLong("version"),
                  instant(row, "closed_at"),
                  row.getString("agent_id"),
                  row.getString("operator"),
                  row.getString("outcome"),
                  row.getInteger("satisfaction"),
                  row.getLong("resolution_ms"),
                  traits(row)),
          EpisodeFact::merge);

  static final FactTable<BreachKey, BreachFact> BREACHES =
      new FactTable<>(
          "breach_fact",
          List.of(text("tenant_id"), text("conversation_id"), number("version")),
          List.of(
              time("at"),
              text("agent_id"),
              text("operator"),
              text("bucket"),
              text("grade"),
              text("trigger_label")),
          (key, fact) ->
              traits(
                  new JsonObject()
                      .put("tenant_id", key.tenantId())
                      .put("conversation_id", key.conversationId())
                      .put("version", key.version())
                      .put("at", iso(fact.at()))
                      .put("agent_id", fact.agentId())
                      .put("operator", fact.operator()),
                  fact.customer()),
          row ->
              new BreachKey(
                  row.getString("tenant_id"),
                  row.getString("conversation_id"),
                  row.getLong("version")),
          row ->
              new BreachFact(
                  instant(row, "at"),
                  row.getString("agent_id"),
                  row.getString("operator"),
                  traits(row)),
          BreachFact::merge);

  static final FactTable<PoolKey, PoolFact> POOL =
      new FactTable<>(
          "pool_fact",
          List.of(text("tenant_id"), text("event_id")),
          List.of(
              time("at"), flag("entered"), text("bucket"), text("grade"), text("trigger_label")),
          (key, fact) ->
              traits(
                  new JsonObject()
                      .put("tenant_id", key.tenantId())
                      .put("event_id", key.eventId())
                      .put("at", iso(fact.at()))
                      .put("entered", fact.entered()),
                  fact.customer()),
          row -> new PoolKey(row.getString("tenant_id"), row.getString("event_id")),
          row -> new PoolFact(instant(row, "at"), row.getBoolean("entered"), traits(row)),
          PoolFact::merge);

  static final FactTable<ConversationKey, ConversationFact> CONVERSATIONS =
      new FactTable<>(
          "conversation_now",
          List.of(text("tenant_id"), text("conversation_id")),
          List.of(number("version"), text("status"), time("at")),
          (key, fact) ->
              new JsonObject()
                  .put("tenant_id", key.tenantId())
                  .put("conversation_id", key.conversationId())
                  .put("version", fact.version())
                  .put("status", fact.status())
                  .put("at", iso(fact.at())),
          row -> new ConversationKey(row.getString("tenant_id"), row.getString("conversation_id")),
          row ->
              new ConversationFact(
                  row.getLong("version"), row.getString("status"), instant(row, "at")),
          ConversationFact::merge);

  private CustomerTables() {}
}

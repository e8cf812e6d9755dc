package io.kefu.gateway.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.contracts.frame.CommandName;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.eventlog.EventLog;
import io.kefu.gateway.presence.AgentEventListener;
import io.kefu.gateway.presence.AgentState;
import io.kefu.gateway.presence.Presence;
import io.kefu.gateway.session.AgentKey;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Commands of people to agents. A command is stored before it is sent, goes out on {@code
 * reply.out} like a reply, and is sent again to an agent that is online until the agent answers or
 * its time is over; the agent executes a {@code command_id} once. The answer comes on {@code
 * agent.event}; every replica stores it, and only the first has an effect.
 */
@ApplicationScoped
public class CommandDesk implements AgentEventListener {

  private static final Logger LOG = Logger.getLogger(CommandDesk.class);
  private static final int BATCH = 200;

  private final CommandStore store;
  private final EventLog log;
  private final Provider<Presence> presence;
  private final CommandConfig config;
  private final Identity ids;
  private final Clock clock;
  private final ObjectMapper json;

  CommandDesk(
      CommandStore store,
      EventLog log,
      Provider<Presence> presence,
      CommandConfig config,
      Identity ids,
      Clock clock,
      ObjectMapper json) {
    this.store = store;
    this.log = log;
    this.presence = presence;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Issues a command; the item is there when it is stored, sent or not.
   *
   * @throws ProblemException (as a failure) 404 when there is no such agent
   */
  public Uni<IssuedCommand> issue(
      AuditLog.Actor actor, String agentId, CommandName name, JsonNode args) {
    if (args.toString().length() > config.maxArgs()) {
      throw new ProblemException(
          400, "invalid_request", "args must have at most " + config.maxArgs() + " characters.");
    }
    Instant now = clock.instant();
    IssuedCommand command =
        new IssuedCommand(
            ids.next(),
            agentId,
            json.convertValue(name, String.class),
            args,
            "PENDING",
            null,
            null,
            actor.subject().actor(),
            now,
            now.plus(config.life()),
            null);
    AgentKey agent = new AgentKey(actor.subject().tenantId(), agentId);
    return store
        .store(actor, command)
        .flatMap(
            known -> {
              if (!known) {
                throw new ProblemException(404, "agent_not_found", "There is no such agent.");
              }
              return send(agent, command);
            })
        .replaceWith(command);
  }

  /** A command; empty when there is none of this id for this agent. */
  public Uni<Optional<IssuedCommand>> find(AgentKey agent, UUID commandId) {
    return store.find(agent, commandId);
  }

  /** Commands to an agent, the newest first, before the given id. */
  public Uni<List<IssuedCommand>> list(AgentKey agent, UUID before, int limit) {
    return store.list(agent, before, limit);
  }

  @Override
  public void agentEvent(AgentEvent event) {
    if (event.kind() != AgentEventKind.COMMAND_RESULT) {
      return;
    }
    CommandResult result = event.commandResult();
    UUID commandId;
    try {
      commandId = UUID.fromString(result.commandId());
    } catch (IllegalArgumentException e) {
      return; // a command of somebody else, such as message-service's rules
    }
    store
        .finish(
            new AgentKey(event.tenantId(), event.agentId()), commandId, result, event.occurredAt())
        .onFailure()
        .retry()
        .atMost(2)
        .subscribe()
        .with(
            done -> {},
            failure -> LOG.warnf("command result not stored: id=%s cause=%s", commandId, failure));
  }

  @Scheduled(
      every = "${kefu.command.sweep:5s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> repeat() {
    Instant now = clock.instant();
    return store
        .claim(now, now.minus(config.repeat()), BATCH)
        .flatMap(
            due ->
                Multi.createFrom()
                    .iterable(due)
                    .filter(one -> online(one.agent()))
                    .onItem()
                    .transformToUniAndConcatenate(one -> send(one.agent(), one.command()))
                    .collect()
                    .asList())
        .onFailure()
        .invoke(failure -> LOG.warnf("commands not swept: %s", failure.getMessage()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private boolean online(AgentKey agent) {
    return presence.get().of(agent).map(AgentState::online).orElse(false);
  }

  /** What Kafka did not take, the sweep sends later. */
  private Uni<Void> send(AgentKey agent, IssuedCommand command) {
    Map<String, Object> args = json.convertValue(command.args(), new TypeReference<>() {});
    ReplyOut out =
        new ReplyOut(
            ids.next(),
            agent.tenantId(),
            clock.instant(),
            Event.SCHEMA_VERSION,
            agent.agentId(),
            ReplyOutKind.COMMAND,
            1,
            null,
            null,
            null,
            new AgentCommand(
                command.commandId().toString(),
                json.convertValue(command.name(), CommandName.class),
                args),
            null);
    return log.append(Topics.REPLY_OUT, agent.toRecordKey(), out)
        .onFailure()
        .invoke(failure -> LOG.debugf("command waits for Kafka: %s", command.commandId()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}

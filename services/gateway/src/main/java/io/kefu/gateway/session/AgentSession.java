package io.kefu.gateway.session;

import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.contracts.frame.Frame;
import io.kefu.contracts.frame.FrameType;
import io.kefu.contracts.frame.HeartbeatReply;
import io.kefu.contracts.frame.Hello;
import io.kefu.contracts.frame.Sealing;
import io.kefu.contracts.frame.Welcome;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.InvalidAccessToken;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.eventlog.Position;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One socket of one agent: from upgrade over hello and welcome to the close. It answers frames,
 * keeps the order per chat, and holds no durable state: what is not confirmed, the agent or
 * message-service sends again.
 *
 * <p>Frames come in on the socket's thread, confirmations on Kafka's, replies on the feed's; what
 * they share is either immutable, volatile or behind a lock of its own.
 */
final class AgentSession {

  private static final Logger LOG = Logger.getLogger(AgentSession.class);

  private final SessionSurroundings around;
  private final AgentLine line;
  private final String sessionId;
  private final AgentKey agent;
  private final Instant openedAt;
  private final Speech speech;
  private final Acceptance acceptance;
  private final FloodGuard flood;
  private final LoginOrder order = new LoginOrder();
  private final Announcements announcements;
  private volatile AccessClaims claims;
  private volatile Instant lastHeard;
  private volatile boolean welcomed;
  private volatile Instant welcomedAt;
  private volatile CloseCode closedBy;
  private volatile boolean leaving;
  private volatile boolean askedToLeave;

  // Of the thread that reads the socket.
  private boolean negotiating;
  private PayloadSeal seal;

  AgentSession(SessionSurroundings around, AccessClaims claims, AgentLine line) {
    this.around = around;
    this.line = line;
    this.claims = claims;
    this.sessionId = around.ids.next().toString();
    Subject subject = claims.subject();
    this.agent = new AgentKey(subject.tenantId(), subject.id());
    this.announcements = new Announcements(agent);
    this.openedAt = around.clock.instant();
    this.lastHeard = openedAt;
    SessionConfig config = around.config;
    this.speech =
        new Speech(
            around,
            agent.agentId(),
            new Outbox(
                line::write,
                config.outboundFrames(),
                config.outboundBytes(),
                () -> close(CloseCode.TRY_AGAIN_LATER)));
    this.acceptance = new Acceptance(around, agent, speech);
    this.flood =
        new FloodGuard(
            config.framesPerSecond(), config.frameBurst(), config.floodFrames(), System.nanoTime());
  }

  AgentKey agent() {
    return agent;
  }

  String sessionId() {
    return sessionId;
  }

  AccessClaims claims() {
    return claims;
  }

  boolean welcomed() {
    return welcomed;
  }

  /**
   * Takes no more messages in and passes no more replies on: this replica stops. What is not
   * acknowledged the agent sends to another one.
   */
  void leave() {
    if (!askedToLeave) {
      askedToLeave = true;
      // Where frames come in: a message is either answered or was never taken.
      line.between(() -> leaving = true);
    }
  }

  /** Whether it is leaving and the agent has every answer that it is owed. */
  boolean settled() {
    return leaving && acceptance.inFlight() == 0 && speech.silent();
  }

  /** A text frame came. */
  void receive(String text) {
    if (closedBy != null) {
      return;
    }
    long begin = System.nanoTime();
    switch (flood.admit(begin)) {
      case ADMITTED -> handle(around.codec.read(text, agent.agentId(), seal), begin);
      case LIMITED -> {
        if (seal != null) {
          seal.passOver();
        }
        speech.refuse(FrameError.RATE_LIMITED, "Send fewer frames a second.", Optional.empty());
      }
      case FLOODING -> close(CloseCode.POLICY);
    }
  }

  private void handle(Inbound frame, long begin) {
    if (frame instanceof Inbound.Rejected rejected) {
      speech.refuse(rejected.error(), rejected.detail(), rejected.messageId());
      if (rejected.fatal()) {
        close(CloseCode.PROTOCOL_ERROR);
      }
      return;
    }
    lastHeard = around.clock.instant();
    if (negotiating || (!welcomed && !(frame instanceof Inbound.Greeting))) {
      speech.refuse(
          FrameError.HELLO_EXPECTED, "Send hello first, and wait for welcome.", Optional.empty());
      close(CloseCode.PROTOCOL_ERROR);
      return;
    }
    switch (frame) {
      case Inbound.Greeting greeting -> greet(greeting);
      case Inbound.Message message -> {
        if (!leaving) {
          acceptance.accept(message.message(), welcomedAt, begin);
        }
      }
      case Inbound.Receipted receipted ->
          announcements.some(
              "receipt", around.traffic.receipt(agent, sessionId, receipted.receipt()));
      case Inbound.Commanded commanded ->
          announcements.some(
              "command_result", around.traffic.commandResult(agent, sessionId, commanded.result()));
      case Inbound.Beat beat -> {
        speech.say(FrameType.HEARTBEAT, new HeartbeatReply(around.clock.instant()));
        around
            .traffic
            .heartbeat(agent, sessionId, beat.heartbeat())
            .subscribe()
            .with(done -> {}, failure -> LOG.debugf("heartbeat not stored: %s", agent));
      }
      case Inbound.Rejected rejected ->
          throw new IllegalStateException("answered above: " + rejected.error());
    }
  }

  private void greet(Inbound.Greeting greeting) {
    if (greeting.accessToken().isPresent() && !renew(greeting.accessToken().get())) {
      speech.refuse(
          FrameError.TOKEN_REFUSED,
          "Send a valid access token of this agent, or none.",
          Optional.empty());
      return;
    }
    if (welcomed) {
      welcome(greeting.hello(), null);
      return;
    }
    Optional<Negotiation.Result> atOnce = around.negotiation.atOnce(greeting.sealing());
    if (atOnce.isPresent()) {
      begin(greeting.hello(), atOnce.get());
      return;
    }
    negotiating = true;
    around
        .negotiation
        .answer(agent, greeting.sealing().orElseThrow())
        .subscribe()
        .with(
            result -> line.between(() -> begin(greeting.hello(), result)),
            failure -> {
              LOG.warnf("payload key not readable: agent=%s cause=%s", agent, failure.getMessage());
              close(CloseCode.INTERNAL);
            });
  }

  private void begin(Hello hello, Negotiation.Result result) {
    negotiating = false;
    if (closedBy != null) {
      return;
    }
    switch (result) {
      case Negotiation.Result.Agreed agreed -> {
        welcomedAt = around.clock.instant();
        welcomed = true;
        welcome(hello, agreed.answer());
        seal = agreed.seal();
        speech.sealFromNowOn(seal);
        arrive(hello);
      }
      case Negotiation.Result.Plain plain -> {
        welcomedAt = around.clock.instant();
        welcomed = true;
        welcome(hello, null);
        arrive(hello);
      }
      case Negotiation.Result.Refused refused -> {
        speech.refuse(FrameError.SEALING_REQUIRED, refused.detail(), Optional.empty());
        close(CloseCode.POLICY);
      }
    }
  }

  private void welcome(Hello hello, Sealing sealing) {
    speech.say(
        FrameType.WELCOME,
        new Welcome(
            sessionId,
            around.clock.instant(),
            (int) around.config.heartbeat().toSeconds(),
            Frame.MAX_BYTES,
            around.rules.known(agent.tenantId()).orElse(hello.rulesVersion()),
            sealing));
  }

  private void arrive(Hello hello) {
    // Registered before Kafka hears of it: what message-service then sends again finds the socket.
    line.welcomed(this);
    announce(hello);
  }

  private boolean renew(String token) {
    try {
      AccessClaims fresh = around.tokens.verify(token);
      Subject now = fresh.subject();
      Subject before = claims.subject();
      if (!now.tenantId().equals(before.tenantId())
          || now.kind() != before.kind()
          || !now.id().equals(before.id())) {
        return false;
      }
      claims = fresh;
      return true;
    } catch (InvalidAccessToken e) {
      LOG.debugf("token in hello refused: agent=%s cause=%s", agent, e.getMessage());
      return false;
    }
  }

  private void announce(Hello hello) {
    announcements.until(
        () -> around.traffic.online(agent, sessionId, hello),
        () -> closedBy != null,
        position -> {
          if (order.mine(position)) {
            close(CloseCode.REPLACED);
          }
        });
  }

  /** The same agent was welcomed elsewhere; closes this socket when that was later. */
  void rival(Position position) {
    if (order.rival(position)) {
      close(CloseCode.REPLACED);
    }
  }

  /**
   * Hands a reply part or a command to the agent. A reply written before this session began stays
   * away: message-service sends it again because of the session, behind those of the same chat that
   * are older still (promise 5); passed on now, it would overtake them.
   *
   * @param writtenAt when Kafka was given the record
   */
  void push(ReplyOut out, Instant writtenAt) {
    Instant began = welcomedAt;
    if (leaving
        || out.kind() == ReplyOutKind.REPLY
            && (began == null || writtenAt.isBefore(began.truncatedTo(ChronoUnit.MILLIS)))) {
      return;
    }
    boolean queued =
        switch (out.kind()) {
          case REPLY -> speech.say(FrameType.REPLY, out.reply());
          case COMMAND -> speech.say(FrameType.COMMAND, out.command());
          case DECISION -> true; // nothing in it for an agent
        };
    if (queued && out.reply() != null) {
      around.metrics.pushed();
    }
  }

  /** Closes the socket when a time is over. */
  void look(Instant now) {
    if (!welcomed && now.isAfter(openedAt.plus(around.config.helloTimeout()))) {
      close(CloseCode.POLICY);
    } else if (!now.isBefore(claims.expiresAt())) {
      close(CloseCode.TOKEN_EXPIRED);
    } else if (now.isAfter(
        lastHeard.plus(around.config.heartbeat().multipliedBy(around.config.missedHeartbeats())))) {
      close(CloseCode.HEARTBEAT_LOST);
    }
  }

  /** Closes the socket; the first reason counts. */
  void close(CloseCode code) {
    synchronized (this) {
      if (closedBy != null) {
        return;
      }
      closedBy = code;
    }
    around.metrics.closed(code);
    LOG.debugf("closing: agent=%s session=%s reason=%s", agent, sessionId, code.reason());
    line.close(code);
  }

  /** The socket is gone, whoever closed it. */
  void gone() {
    CloseCode code;
    synchronized (this) {
      code = closedBy;
      closedBy = code == null ? CloseCode.GOING_AWAY : code;
    }
    speech.close();
    if (welcomed) {
      announcements.some(
          "offline",
          Uni.createFrom()
              .deferred(
                  () ->
                      around.traffic.offline(
                          agent, sessionId, code == null ? "closed_by_agent" : code.reason())));
    }
  }
}

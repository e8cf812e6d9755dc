package io.kefu.gateway.session;

import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.jboss.logging.Logger;

/**
 * {@code /ws/{agent_id}}: hands a socket's events to its {@link AgentSession}. Every callback
 * returns at once: the library buffers what comes meanwhile without bound.
 */
@WebSocket(path = "/ws/{" + AgentSocket.AGENT_ID + "}", endpointId = AgentSocket.ENDPOINT)
public class AgentSocket {

  static final String ENDPOINT = "agent";
  static final String AGENT_ID = "agentId";

  private static final Logger LOG = Logger.getLogger(AgentSocket.class);
  private static final UserData.TypedKey<AgentSession> SESSION =
      new UserData.TypedKey<>("kefu.agent-session");

  private final Sessions sessions;
  private final SessionSurroundings around;

  AgentSocket(Sessions sessions, SessionSurroundings around) {
    this.sessions = sessions;
    this.around = around;
  }

  @OnOpen
  @NonBlocking
  void open(WebSocketConnection connection) {
    AgentSession session =
        new AgentSession(
            around, connection.userData().get(AgentUpgrade.CLAIMS), new SocketLine(connection));
    connection.userData().put(SESSION, session);
    sessions.opened(session);
  }

  @OnTextMessage
  @NonBlocking
  void text(String frame, WebSocketConnection connection) {
    AgentSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.receive(frame);
    }
  }

  @OnBinaryMessage
  @NonBlocking
  void binary(Buffer frame, WebSocketConnection connection) {
    AgentSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.close(CloseCode.UNSUPPORTED_DATA);
    }
  }

  @OnClose
  @NonBlocking
  void close(WebSocketConnection connection) {
    AgentSession session = connection.userData().get(SESSION);
    if (session != null) {
      sessions.gone(session);
    }
  }

  @OnError
  @NonBlocking
  void error(Throwable failure, WebSocketConnection connection) {
    LOG.debugf("socket failed: connection=%s cause=%s", connection.id(), failure.toString());
    AgentSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.close(CloseCode.of(failure));
    }
  }

  private final class SocketLine implements AgentLine {

    private final WebSocketConnection connection;
    private final Context loop = Vertx.currentContext();

    SocketLine(WebSocketConnection connection) {
      this.connection = connection;
    }

    @Override
    public void between(Runnable task) {
      loop.runOnContext(ignored -> task.run());
    }

    @Override
    public Uni<Void> write(String frame) {
      return connection.sendText(frame);
    }

    @Override
    public void close(CloseCode code) {
      Farewell.close(connection, code);
    }

    @Override
    public void welcomed(AgentSession session) {
      sessions.welcomed(session);
    }
  }
}

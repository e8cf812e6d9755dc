package io.kefu.gateway.operator;

import io.kefu.chassis.identity.Identity;
import io.kefu.gateway.auth.AccessTokens;
import io.kefu.gateway.session.CloseCode;
import io.kefu.gateway.session.Farewell;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import org.jboss.logging.Logger;

/** {@code /ws/operator}: hands a socket's events to its {@link OperatorSession}. */
@WebSocket(path = OperatorRoute.INNER, endpointId = OperatorSocket.ENDPOINT)
public class OperatorSocket {

  static final String ENDPOINT = "operator";

  private static final Logger LOG = Logger.getLogger(OperatorSocket.class);
  private static final UserData.TypedKey<OperatorSession> SESSION =
      new UserData.TypedKey<>("kefu.operator-session");

  private final OperatorHub hub;
  private final OperatorFrames frames;
  private final OperatorConfig config;
  private final AccessTokens tokens;
  private final Identity ids;
  private final Clock clock;

  OperatorSocket(
      OperatorHub hub,
      OperatorFrames frames,
      OperatorConfig config,
      AccessTokens tokens,
      Identity ids,
      Clock clock) {
    this.hub = hub;
    this.frames = frames;
    this.config = config;
    this.tokens = tokens;
    this.ids = ids;
    this.clock = clock;
  }

  @OnOpen
  @NonBlocking
  void open(WebSocketConnection connection) {
    OperatorSession session =
        new OperatorSession(
            hub,
            frames,
            config,
            tokens,
            ids.next().toString(),
            connection.userData().get(OperatorUpgrade.CLAIMS),
            clock.instant(),
            connection::sendText,
            code -> Farewell.close(connection, code));
    connection.userData().put(SESSION, session);
    hub.opened(session);
  }

  @OnTextMessage
  @NonBlocking
  void text(String frame, WebSocketConnection connection) {
    OperatorSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.receive(frame, clock.instant());
    }
  }

  @OnBinaryMessage
  @NonBlocking
  void binary(Buffer frame, WebSocketConnection connection) {
    OperatorSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.close(CloseCode.UNSUPPORTED_DATA);
    }
  }

  @OnClose
  @NonBlocking
  void close(WebSocketConnection connection) {
    OperatorSession session = connection.userData().get(SESSION);
    if (session != null) {
      hub.gone(session);
    }
  }

  @OnError
  @NonBlocking
  void error(Throwable failure, WebSocketConnection connection) {
    LOG.debugf("socket failed: connection=%s cause=%s", connection.id(), failure.toString());
    OperatorSession session = connection.userData().get(SESSION);
    if (session != null) {
      session.close(CloseCode.of(failure));
    }
  }
}

package io.kefu.agent.link;

import io.kefu.agent.log.Log;
import java.net.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.extensions.DefaultExtension;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/** A socket over Java-WebSocket. */
final class GatewaySocket implements Wire {

  private static final Pattern REFUSED = Pattern.compile("status code received: (\\d{3})");
  private static final int CONNECT_MILLIS = 5_000;

  /** How the reason begins when not even a connection came about. */
  static final String NOBODY_THERE = "cannot connect: ";

  /** Nothing the gateway sends is longer; a hostile server must not fill the small heap. */
  private static final int MAX_FRAME = 256 * 1024;

  private final Client client;

  private GatewaySocket(Client client) {
    this.client = client;
  }

  /** Opens sockets to a gateway: {@code ws(s)} on the port of its REST API. */
  static Wire.Connector connector(Transport transport, String agentId) {
    String base = transport.gateway().toString().replaceFirst("^http", "ws").replaceFirst("/$", "");
    URI address = URI.create(base + "/ws/" + agentId);
    return (accessToken, listener) -> {
      Client client =
          new Client(address, Map.of("Authorization", "Bearer " + accessToken), listener);
      if (transport.proxy().type() != Proxy.Type.DIRECT) {
        client.setProxy(transport.proxy());
      }
      transport.tls().ifPresent(client::setSocketFactory);
      client.connect();
      return new GatewaySocket(client);
    };
  }

  @Override
  public boolean send(String text) {
    try {
      client.send(text);
      return true;
    } catch (WebsocketNotConnectedException e) {
      return false;
    }
  }

  @Override
  public void close(int code, String reason) {
    client.close(code, reason);
  }

  @Override
  public void abort() {
    client.closeConnection(CloseFrame.ABNORMAL_CLOSE, "given up");
  }

  private static final class Client extends WebSocketClient {

    private final Listener listener;
    private volatile Exception failure;

    Client(URI address, Map<String, String> headers, Listener listener) {
      super(
          address,
          new Draft_6455(List.of(new DefaultExtension()), List.of(new Protocol("")), MAX_FRAME),
          headers,
          CONNECT_MILLIS);
      this.listener = listener;
      // The protocol's own heartbeats find a dead connection; a second timer is a second thread.
      setConnectionLostTimeout(0);
      setTcpNoDelay(true);
      setDaemon(true);
    }

    @Override
    protected void onSetSSLParameters(SSLParameters parameters) {
      super.onSetSSLParameters(parameters);
      parameters.setProtocols(new String[] {"TLSv1.3"});
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      listener.opened();
    }

    @Override
    public void onMessage(String text) {
      listener.text(text);
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
      close(1003, "text frames only");
    }

    @Override
    public void onError(Exception e) {
      failure = e;
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      String said = reason == null || reason.isEmpty() ? broken() : reason;
      String why = code == CloseFrame.NEVER_CONNECTED ? NOBODY_THERE + said : said;
      Matcher refused = REFUSED.matcher(why);
      OptionalInt status =
          refused.find() ? OptionalInt.of(Integer.parseInt(refused.group(1))) : OptionalInt.empty();
      listener.closed(code < 1000 ? 1006 : code, why, status);
    }

    private String broken() {
      return failure == null ? "the connection broke" : Log.reason(failure);
    }
  }
}

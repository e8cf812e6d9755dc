package io.kefu.gateway.session;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes sockets for good: a close frame waits behind all that the peer has not read yet, and a
 * peer that reads nothing any more would keep its connection, and the memory of what waits, until
 * the idle timeout. So the connection is dropped when the close frame has not ended it in time.
 */
public final class Farewell {

  private static final Logger LOG = Logger.getLogger(Farewell.class);
  private static final UserData.TypedKey<Channel> CHANNEL = new UserData.TypedKey<>("kefu.channel");

  /** Time to read what is under way and to answer the close frame. */
  private static final int PATIENCE_SECONDS = 5;

  private Farewell() {}

  /** Remembers the connection of a request that is about to be upgraded. */
  public static void prepare(HttpUpgradeContext context) {
    if (context.httpRequest().connection() instanceof ConnectionBase connection) {
      context.userData().put(CHANNEL, connection.channelHandlerContext().channel());
    }
  }

  /** Says why, and drops the connection of a peer that does not hear it. */
  public static void close(WebSocketConnection connection, CloseCode code) {
    Channel channel = connection.userData().get(CHANNEL);
    if (channel != null && channel.isActive()) {
      channel.eventLoop().schedule(() -> channel.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    connection
        .close(new CloseReason(code.code(), code.reason()))
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.debugf("close failed: connection=%s cause=%s", connection.id(), failure));
  }
}

package io.kefu.gateway.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * Tells an agent why its frame could not even be decoded. Vert.x drops such a connection without a
 * word and does not look at UTF-8; this sits before it in the channel, checks UTF-8, and answers a
 * broken, oversized or ill-encoded frame with the close code that RFC 6455 asks for.
 */
public final class ProtocolGuard extends ChannelInboundHandlerAdapter {

  private static final String VERTX_HANDLER = "handler";
  private static final int LINGER_SECONDS = 2;

  private boolean closing;

  private ProtocolGuard() {}

  /** Watches the channel of a request that is about to be upgraded; on its event loop. */
  public static void watch(HttpServerRequest request) {
    if (!(request.connection() instanceof ConnectionBase connection)) {
      return;
    }
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    if (pipeline.get(VERTX_HANDLER) != null && pipeline.get(ProtocolGuard.class) == null) {
      pipeline.addBefore(VERTX_HANDLER, "kefu-utf8", new Utf8FrameValidator(false));
      pipeline.addBefore(VERTX_HANDLER, "kefu-protocol-guard", new ProtocolGuard());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (closing) {
      return;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CorruptedWebSocketFrameException broken) {
        close(context, broken.closeStatus());
        return;
      }
    }
    context.fireExceptionCaught(failure);
  }

  /**
   * Sends the close frame and reads on for a moment without looking: closing at once, with unread
   * bytes in the buffer, would reset the connection and take the close frame with it.
   */
  private void close(ChannelHandlerContext context, WebSocketCloseStatus status) {
    closing = true;
    context
        .writeAndFlush(new CloseWebSocketFrame(status.code(), reason(status)))
        .addListener(
            written -> {
              if (context.channel() instanceof DuplexChannel channel) {
                channel.shutdownOutput();
              }
            });
    context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private static String reason(WebSocketCloseStatus status) {
    if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      return CloseCode.TOO_BIG.reason();
    }
    return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
        ? CloseCode.INVALID_UTF8.reason()
        : CloseCode.PROTOCOL_ERROR.reason();
  }
}

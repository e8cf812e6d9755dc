package io.kefu.agent.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** The gateway's end of the sockets. */
final class FakeSockets extends WebSocketServer {

  private final CountDownLatch started = new CountDownLatch(1);
  private final BiConsumer<WebSocket, String> texts;
  private final ScheduledExecutorService writing =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fake-sockets-write");
            thread.setDaemon(true);
            return thread;
          });

  FakeSockets(BiConsumer<WebSocket, String> texts) {
    super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    this.texts = texts;
    setReuseAddr(true);
    setDaemon(true);
  }

  /**
   * Listens. The library loses the wish to write when a worker utters it while the selector ends a
   * write: the frame then waits for the next one, and behind a close frame there is none. So the
   * wish is repeated; with nothing to write it does nothing.
   */
  void open() throws InterruptedException {
    start();
    started.await();
    writing.scheduleWithFixedDelay(
        () -> getConnections().forEach(this::onWriteDemand), 50, 50, TimeUnit.MILLISECONDS);
  }

  /** Stops. */
  void shut() throws InterruptedException {
    writing.shutdownNow();
    stop(200);
  }

  @Override
  public void onStart() {
    started.countDown();
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake handshake) {
    // The first frame decides.
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    texts.accept(socket, text);
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {
    // Tests look at connected().
  }

  @Override
  public void onError(WebSocket socket, Exception e) {
    // Broken connections are what tests make.
  }
}

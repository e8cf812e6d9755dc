package io.kefu.agent.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/** One port for REST and WebSocket, like the real gateway; can go away and come back. */
final class FrontDoor implements AutoCloseable {

  private final ServerSocketFactory doors;
  private final int httpPort;
  private final int socketPort;
  private final Function<String, Integer> admission;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private final int port;
  volatile boolean stalled;

  FrontDoor(
      int httpPort, int socketPort, Function<String, Integer> admission, ServerSocketFactory doors)
      throws IOException {
    this.doors = doors;
    this.httpPort = httpPort;
    this.socketPort = socketPort;
    this.admission = admission;
    this.server = doors.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    listen(server);
  }

  int port() {
    return port;
  }

  void goAway() throws IOException {
    server.close();
    cutAll();
  }

  void comeBack() throws IOException {
    server = doors.createServerSocket();
    server.setReuseAddress(true);
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listen(server);
  }

  void cutAll() {
    for (Socket socket : open) {
      close(socket);
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    goAway();
  }

  private void listen(ServerSocket at) {
    daemon(
        () -> {
          while (!at.isClosed()) {
            try {
              Socket visitor = at.accept();
              open.add(visitor);
              daemon(() -> serve(visitor));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private void serve(Socket visitor) {
    try {
      byte[] head = head(visitor.getInputStream());
      String text = new String(head, StandardCharsets.ISO_8859_1);
      boolean upgrade = text.startsWith("GET /ws/");
      int status = upgrade ? admission.apply(text) : 200;
      if (status != 200) {
        visitor
            .getOutputStream()
            .write(
                ("HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        close(visitor);
        return;
      }
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), upgrade ? socketPort : httpPort);
      open.add(behind);
      behind.getOutputStream().write(head);
      daemon(() -> pump(behind, visitor));
      pump(visitor, behind);
    } catch (IOException e) {
      close(visitor);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!stalled) {
          out.write(buffer, 0, count);
          out.flush();
        }
      }
    } catch (IOException e) {
      // The other side is closed below, which is all there is to do.
      Thread.yield();
    }
    close(from);
    close(to);
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed");
      }
      head.write(c);
      matched = c == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : c == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "front-door");
    thread.setDaemon(true);
    thread.start();
  }
}

package io.kefu.agent.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy as companies have it: tunnels by CONNECT, and remembers where to. */
public final class ConnectProxy {

  private final ServerSocket server;

  /** Targets asked for. */
  public final List<String> targets = new CopyOnWriteArrayList<>();

  /** Listens on a free port. */
  public ConnectProxy() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket visitor = server.accept();
              daemon(() -> serve(visitor));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  /** Its port. */
  public int port() {
    return server.getLocalPort();
  }

  /** Stops. */
  public void close() throws IOException {
    server.close();
  }

  private void serve(Socket visitor) {
    try {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      InputStream in = visitor.getInputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        head.write(in.read());
      }
      String target = head.toString(StandardCharsets.ISO_8859_1).split(" ")[1];
      targets.add(target);
      String[] hostAndPort = target.split(":");
      Socket behind = new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
      visitor
          .getOutputStream()
          .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      daemon(() -> pump(behind, visitor));
      pump(visitor, behind);
    } catch (IOException e) {
      Thread.yield();
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      Thread.yield();
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "connect-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}

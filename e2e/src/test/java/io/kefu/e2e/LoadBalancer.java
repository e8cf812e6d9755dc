package io.kefu.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before two gateways in an installation: takes TCP connections on the loopback address
 * and joins each with the next target that accepts one. Knows nothing of HTTP.
 */
final class LoadBalancer implements AutoCloseable {

  private final ServerSocket server;
  private final List<Integer> targets = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** Listens on a free port; refuses whoever comes while it has no target. */
  LoadBalancer() throws IOException {
    server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("load-balancer").start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Replaces the targets; connections that stand are left alone. */
  void targets(List<Integer> ports) {
    targets.clear();
    targets.addAll(ports);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> join(client));
      } catch (IOException closed) {
        // The loop ends when it is ours; anything else concerns one client.
      }
    }
  }

  private void join(Socket client) {
    try (client;
        Socket target = connect()) {
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(() -> copy(target, client));
      copy(client, target);
      back.join();
    } catch (IOException refused) {
      // The client sees its connection closed, as with any balancer without a healthy target.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    List<Integer> now = List.copyOf(targets);
    for (int tries = 0; tries < now.size(); tries++) {
      int port = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException down) {
        // The next one.
      }
    }
    throw new IOException("no target accepts a connection");
  }

  /** Copies until one side ends, then ends both: a WebSocket is of no use in one direction. */
  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException gone) {
      // Ended by the other direction, or by a kill.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // As wanted.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

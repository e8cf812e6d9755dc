package io.kefu.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between an agent and the gateway, passes everything on and reads along: the text frames of
 * WebSockets, both ways, and the request lines of other calls. Whoever ends TLS in front of the
 * gateway sees as much.
 */
final class WireTap implements AutoCloseable {

  private static final int TEXT = 1;
  private static final int MASKED = 0x80;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;

  private final ServerSocket server;
  private final int gatewayPort;
  private final List<String> frames = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  WireTap(int gatewayPort) throws IOException {
    this.gatewayPort = gatewayPort;
    this.server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("wire-tap").start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Text frames of both directions, as they are on the wire. */
  List<String> frames() {
    return frames;
  }

  /** First lines of the requests of all connections, each connection's first. */
  List<String> requests() {
    return requests;
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
        Socket gateway = new Socket(InetAddress.getLoopbackAddress(), gatewayPort)) {
      client.setTcpNoDelay(true);
      gateway.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(() -> read(gateway, client, false));
      read(client, gateway, true);
      back.join();
    } catch (IOException gone) {
      // The agent sees its connection closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Socket from, Socket to, boolean asks) {
    try (DataInputStream in = new DataInputStream(new PassingOn(from.getInputStream(), to))) {
      String head = head(in);
      if (asks) {
        requests.add(head.lines().findFirst().orElse(""));
      }
      boolean webSocket = head.startsWith("GET /ws/") || head.startsWith("HTTP/1.1 101");
      while (webSocket) {
        frame(in);
      }
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // Either side ended it.
    } finally {
      close(from);
      close(to);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("ended in its head");
      }
      head.write(read);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private void frame(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length = second & ~MASKED;
    length =
        length == LENGTH_OF_16_BITS
            ? in.readUnsignedShort()
            : length == LENGTH_OF_64_BITS ? in.readLong() : length;
    byte[] mask = (second & MASKED) != 0 ? in.readNBytes(4) : new byte[4];
    byte[] payload = in.readNBytes((int) length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    if ((first & 0x0f) == TEXT) {
      frames.add(new String(payload, StandardCharsets.UTF_8));
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

  /** Hands every byte that is read on to the other side. */
  private static final class PassingOn extends FilterInputStream {

    private final Socket to;

    PassingOn(InputStream in, Socket to) {
      super(in);
      this.to = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        to.getOutputStream().write(buffer, offset, read);
      }
      return read;
    }
  }
}

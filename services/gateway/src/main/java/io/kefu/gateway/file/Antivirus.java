package io.kefu.gateway.file;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Asks clamd (INSTREAM) about a file. What is not plainly called clean is not: an answer that is
 * not understood, or none, is a failure.
 */
final class Antivirus {

  private static final Logger LOG = Logger.getLogger(Antivirus.class);
  private static final int CHUNK = 65_536;
  private static final int MAX_ANSWER = 4096;

  private final FileConfig.Antivirus config;

  Antivirus(FileConfig.Antivirus config) {
    this.config = config;
  }

  /**
   * Whether a file is clean; always when scanning is off.
   *
   * @throws IOException when the scanner is away or did not say
   */
  boolean clean(Path file) throws IOException {
    if (!config.enabled()) {
      return true;
    }
    int millis = (int) config.timeout().toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(config.host(), config.port()), millis);
      socket.setSoTimeout(millis);
      Thread watch = watch(socket, config.timeout());
      try {
        return scan(socket, file);
      } finally {
        watch.interrupt();
      }
    }
  }

  private static boolean scan(Socket socket, Path file) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII));
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(chunk);
      while (read > 0) {
        out.writeInt(read);
        out.write(chunk, 0, read);
        read = in.read(chunk);
      }
    }
    out.writeInt(0);
    out.flush();
    String answer =
        new String(socket.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8)
            .replace("\0", "")
            .strip();
    if (answer.equals("stream: OK")) {
      return true;
    }
    if (answer.endsWith(" FOUND")) {
      return false;
    }
    throw new IOException("the scanner did not decide");
  }

  /**
   * Ends a conversation that takes too long as a whole: a socket's own timeout is one of reading,
   * and a scanner that has stopped reading would hold the worker that writes to it for ever.
   */
  private static Thread watch(Socket socket, Duration limit) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(limit);
                socket.close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException e) {
                LOG.debugf("scanner's socket not closed: %s", e.getMessage());
              }
            });
  }
}

package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nginx of {@code compose.yaml}, run as it is but for addresses, before a gateway that echoes.
 */
class NginxTest {

  private static final Path CONFIG = Chart.REPOSITORY.resolve("deploy/compose/nginx/nginx.conf");

  @TempDir static Path folder;
  private static Process nginx;
  private static ServerSocket gateway;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Path program = Tool.require("nginx", "nginx-light");
    Path openssl = Tool.require("openssl", "openssl");
    Tool.run(
        folder,
        openssl,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=kefu.test",
        "-keyout",
        folder.resolve("tls.key"),
        "-out",
        folder.resolve("tls.crt"));
    gateway = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(NginxTest::serve);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String config =
        Files.readString(CONFIG)
            .replace("listen 8443 ssl", "listen 127.0.0.1:" + port + " ssl")
            .replace("server gateway:8080", "server 127.0.0.1:" + gateway.getLocalPort())
            .replace("/tmp/", folder + "/")
            .replace("/etc/nginx/tls/", folder + "/")
            .replace("include /etc/nginx/mime.types;", "")
            .replace(
                "worker_processes auto;", "worker_processes 1;\ndaemon off;\nmaster_process off;");
    String version = Tool.run(folder, program, "-v");
    if (version.matches("(?s).*nginx/1\\.(\\d|1\\d|2[0-4])\\..*")) {
      // The image has 1.28; before 1.25 the same was said with the address.
      config = config.replace("http2 on;", "").replace(port + " ssl", port + " ssl http2");
    }
    Path file = Files.writeString(folder.resolve("nginx.conf"), config);
    Tool.run(folder, program, "-t", "-c", file);
    nginx =
        new ProcessBuilder(program.toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    for (int i = 0; i < 600 && !listens(); i++) {
      assertThat(nginx.isAlive()).as(Files.readString(folder.resolve("nginx.log"))).isTrue();
      nginx.waitFor(100, TimeUnit.MILLISECONDS);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor(30, TimeUnit.SECONDS);
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  private static boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void onlyTls13IsSpoken() throws Exception {
    try (SSLSocket socket = socket("TLSv1.3")) {
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    assertThatThrownBy(() -> socket("TLSv1.2").close()).isInstanceOf(SSLException.class);
  }

  @Test
  void theApiIsPassedOnWithTheTrueAddressOfTheCaller() throws Exception {
    Answer answer =
        ask(
            "GET /api/v1/health HTTP/1.1\r\nHost: kefu.test\r\nX-Forwarded-For: 6.6.6.6\r\n"
                + "Forwarded: for=6.6.6.6\r\n"
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
                + "Connection: close\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text().toLowerCase())
        .contains(
            "seen: get /api/v1/health",
            "x-forwarded-for: 127.0.0.1",
            "host: kefu.test",
            "x-forwarded-proto: https",
            "strict-transport-security: max-age=31536000")
        .doesNotContain("6.6.6.6")
        .doesNotContain("traceparent");
  }

  @Test
  void whatIsForTheInsideIsNotThere() throws Exception {
    for (String path : List.of("/q/health", "/q/metrics", "/internal/v1/search", "/")) {
      assertThat(ask(get(path)).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aWebSocketIsPassedOnBothWays() throws Exception {
    try (SSLSocket socket = socket("TLSv1.3")) {
      socket
          .getOutputStream()
          .write(
              ("GET /ws/agent_001 HTTP/1.1\r\nHost: kefu.test\r\nUpgrade: websocket\r\n"
                      + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(in.readLine()).startsWith("HTTP/1.1 101");
      while (!in.readLine().isEmpty()) {}

      socket.getOutputStream().write("frame\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(in.readLine()).isEqualTo("frame");
    }
  }

  @Test
  void bodiesAreLimitedButForFiles() throws Exception {
    assertThat(post("/api/v1/messages", 900_000).status()).isEqualTo(200);
    assertThat(announce("/api/v1/messages", 2_000_000).status()).isEqualTo(413);
    for (String path : List.of("/api/v1/files", "/api/v1/knowledge/default/files/a.pdf")) {
      assertThat(post(path, 5_000_000).status()).as(path).isEqualTo(200);
      assertThat(announce(path, 30_000_000).status()).as(path).isEqualTo(413);
    }
  }

  @Test
  void aFloodOfLoginsIsStopped() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      statuses.add(ask(get("/api/v1/auth/login")).status());
    }

    assertThat(statuses.subList(0, 30)).containsOnly(200);
    assertThat(statuses).contains(429);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: kefu.test\r\nConnection: close\r\n\r\n";
  }

  private record Answer(int status, String text) {}

  private static Answer post(String path, int bytes) throws Exception {
    return ask(head(path, bytes), new byte[bytes]);
  }

  /** Says how large it would be, and sends nothing. */
  private static Answer announce(String path, int bytes) throws Exception {
    try (SSLSocket socket = socket("TLSv1.3")) {
      socket.getOutputStream().write(head(path, bytes).getBytes(StandardCharsets.US_ASCII));
      // Only the first line: nginx keeps the connection for what is still on its way.
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return new Answer(Integer.parseInt(line.split(" ", 3)[1]), line);
    }
  }

  private static String head(String path, int bytes) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: kefu.test\r\nConnection: close\r\nContent-Length: "
        + bytes
        + "\r\n\r\n";
  }

  private static Answer ask(String head) throws Exception {
    return ask(head, new byte[0]);
  }

  private static Answer ask(String head, byte[] body) throws Exception {
    try (SSLSocket socket = socket("TLSv1.3")) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      try {
        out.write(body);
        out.flush();
      } catch (IOException refused) {
        // Refused before all of it was sent: the answer says why.
      }
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text);
    }
  }

  private static SSLSocket socket(String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Answers what it saw; an upgraded connection echoes. */
  private static void serve() {
    while (!gateway.isClosed()) {
      try {
        Socket socket = gateway.accept();
        Thread.ofPlatform().daemon().start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int one = in.read();
        if (one < 0) {
          return;
        }
        head.append((char) one);
      }
      String seen = head.toString();
      OutputStream out = socket.getOutputStream();
      if (seen.toLowerCase().contains("upgrade: websocket")) {
        out.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        in.transferTo(out);
        return;
      }
      for (String line : seen.split("\r\n", -1)) {
        if (line.toLowerCase().startsWith("content-length:")) {
          in.skipNBytes(Long.parseLong(line.substring(15).strip()));
        }
      }
      byte[] body = ("seen: " + seen).getBytes(StandardCharsets.US_ASCII);
      out.write(
          ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
    } catch (IOException gone) {
      // The other side is away; the test sees it.
    }
  }
}

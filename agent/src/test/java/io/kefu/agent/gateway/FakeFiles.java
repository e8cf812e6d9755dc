package io.kefu.agent.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The files of the gateway: uploads are kept, what was put there is given out, in ranges too. */
public final class FakeFiles {

  private static final String PATH = "/api/v1/files";

  /** What was uploaded, in order. */
  public final List<byte[]> uploads = new CopyOnWriteArrayList<>();

  /** Names and types of what was uploaded, in order. */
  public final List<String> names = new CopyOnWriteArrayList<>();

  /** Asked for, with the range. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** The status of the next uploads; 201 takes them. */
  public volatile int uploadStatus = 201;

  /** After so many bytes the next download breaks off; none when 0. */
  public final AtomicInteger breaksAfter = new AtomicInteger();

  private final Map<String, byte[]> shelf = new ConcurrentHashMap<>();
  private final Predicate<String> tokens;

  FakeFiles(HttpServer http, Predicate<String> tokens) {
    this.tokens = tokens;
    http.createContext(PATH, this::handle);
  }

  /** Puts a file there. */
  public void put(String fileId, byte[] content) {
    shelf.put(fileId, content);
  }

  private void handle(HttpExchange call) throws IOException {
    String bearer = String.valueOf(call.getRequestHeaders().getFirst("Authorization"));
    if (!tokens.test(bearer.replace("Bearer ", ""))) {
      answer(call, 401, "{\"detail\":\"no token\"}");
    } else if (call.getRequestMethod().equals("GET")) {
      give(call);
    } else {
      take(call);
    }
  }

  private void take(HttpExchange call) throws IOException {
    byte[] content = call.getRequestBody().readAllBytes();
    if (uploadStatus != 201) {
      answer(call, uploadStatus, "{\"detail\":\"not now\"}");
      return;
    }
    uploads.add(content);
    names.add(
        call.getRequestURI().getQuery() + " " + call.getRequestHeaders().getFirst("Content-Type"));
    answer(
        call,
        201,
        "{\"file_id\":\"f-%d\",\"size\":%d,\"sha256\":\"%s\"}"
            .formatted(uploads.size(), content.length, sha256(content)));
  }

  private void give(HttpExchange call) throws IOException {
    String range = call.getRequestHeaders().getFirst("Range");
    String id = call.getRequestURI().getPath().substring(PATH.length() + 1);
    asked.add(id + " " + range);
    byte[] content = shelf.get(id);
    if (content == null) {
      answer(call, 404, "{\"detail\":\"there is no such file\"}");
      return;
    }
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from > 0) {
      call.getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    byte[] part = Arrays.copyOfRange(content, from, content.length);
    call.sendResponseHeaders(from > 0 ? 206 : 200, part.length);
    int most = breaksAfter.getAndSet(0);
    call.getResponseBody().write(part, 0, most == 0 ? part.length : Math.min(most, part.length));
    call.close();
  }

  private static void answer(HttpExchange call, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

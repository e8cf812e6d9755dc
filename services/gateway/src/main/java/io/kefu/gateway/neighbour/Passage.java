package io.kefu.gateway.neighbour;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.gateway.auth.Subject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * Passes a request on to the service that owns what it is about, and its answer back, byte for
 * byte. Who asks and for which tenant goes along in the service token; a refusal keeps its problem,
 * a failure becomes 503 as everywhere ({@link Neighbours}).
 */
@ApplicationScoped
public class Passage {

  private static final int CONNECT_MILLIS = 1000;
  private static final int POOL = 64;

  /**
   * Streams stay: they have connections of their own, so that they never keep a question waiting.
   */
  private static final int STREAMS = 500;

  /** A stream that says nothing for so long is dead. */
  private static final int SILENT_SECONDS = 60;

  private static final List<String> BACK =
      List.of("Content-Type", "ETag", "Location", "Content-Disposition", "Last-Modified", "Link");

  /**
   * What to ask.
   *
   * @param method HTTP method
   * @param pathAndQuery address below the service's root, encoded
   * @param headers passed on as they are; holds no credentials
   * @param body may be null
   * @param file what is sent instead of a body, from disk; may be null
   */
  public record Question(
      String method, String pathAndQuery, Map<String, String> headers, Buffer body, Path file) {

    /** A question whose body, if any, is in memory. */
    public Question(String method, String pathAndQuery, Map<String, String> headers, Buffer body) {
      this(method, pathAndQuery, headers, body, null);
    }
  }

  /**
   * What was answered: a success, or 304.
   *
   * @param status HTTP status
   * @param headers those that mean something to the outside
   * @param body may be empty
   */
  public record Answer(int status, Map<String, String> headers, Buffer body) {}

  private final Neighbours neighbours;
  private final ObjectMapper json;
  private final HttpClient http;
  private final HttpClient streams;
  private final Vertx vertx;
  private final Map<Neighbour, String> addresses = new EnumMap<>(Neighbour.class);

  Passage(Neighbours neighbours, ObjectMapper json, Vertx vertx, Config config) {
    this.neighbours = neighbours;
    this.json = json;
    this.vertx = vertx;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(POOL)
                .setDecompressionSupported(true));
    this.streams =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setReadIdleTimeout(SILENT_SECONDS)
                .setMaxPoolSize(STREAMS));
    for (Neighbour neighbour : Neighbour.values()) {
      addresses.put(
          neighbour, config.getValue("kefu." + neighbour.serviceName() + ".url", String.class));
    }
  }

  /**
   * Makes one call on behalf of a subject.
   *
   * @throws ProblemException (as a failure) when it was refused or there was no answer in time
   */
  public Uni<Answer> pass(Neighbour neighbour, Subject subject, Duration limit, Question question) {
    return neighbours.call(
        neighbour.serviceName(), subject, limit, call -> send(neighbour, call, question));
  }

  /**
   * Opens a stream of events on behalf of a subject, and gives it as soon as it has begun. It ends
   * when the service ends it; whoever cancels ends it there, too.
   *
   * @param limit how long to wait for its begin
   * @throws ProblemException (as a failure) when it was refused or did not begin in time
   */
  public Uni<Multi<ServerEvent>> events(
      Neighbour neighbour, Subject subject, Duration limit, Question question) {
    return neighbours
        .call(
            neighbour.serviceName(),
            subject,
            limit,
            call ->
                streams
                    .request(
                        options(neighbour, call, question).putHeader("Accept", "text/event-stream"))
                    .flatMap(request -> send(request, question).map(HttpClientResponse::pause))
                    .flatMap(answered -> begun(neighbour, answered)))
        .map(
            answered -> {
              EventText events = new EventText();
              return answered
                  .toMulti()
                  .onItem()
                  .transformToIterable(bytes -> events.add(bytes.getDelegate()))
                  .onTermination()
                  .invoke(() -> answered.request().reset());
            });
  }

  private Uni<HttpClientResponse> begun(Neighbour neighbour, HttpClientResponse answered) {
    if (answered.statusCode() == 200) {
      return Uni.createFrom().item(answered);
    }
    return answered
        .resume()
        .body()
        .map(
            body -> {
              // Throws what the outside gets for a refusal.
              answer(neighbour, answered, body.getDelegate());
              throw new IllegalStateException(
                  "a stream cannot begin with " + answered.statusCode());
            });
  }

  private Uni<Answer> send(Neighbour neighbour, ServiceCall call, Question question) {
    return http.request(options(neighbour, call, question).setTimeout(call.deadlineMs))
        .flatMap(
            request ->
                question.file() == null
                    ? answer(neighbour, send(request, question))
                    : stream(neighbour, request, question.file()));
  }

  private RequestOptions options(Neighbour neighbour, ServiceCall call, Question question) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(question.method()))
            .setAbsoluteURI(addresses.get(neighbour) + question.pathAndQuery());
    question.headers().forEach(options::putHeader);
    return options
        .putHeader("Authorization", call.bearer)
        .putHeader(ServiceTokens.DEADLINE_HEADER, Long.toString(call.deadlineMs));
  }

  private static Uni<HttpClientResponse> send(HttpClientRequest request, Question question) {
    return question.body() == null
        ? request.send()
        : request.send(io.vertx.mutiny.core.buffer.Buffer.newInstance(question.body()));
  }

  /** From disk to the wire, as fast as the other side takes it: files do not fit into the heap. */
  private Uni<Answer> stream(Neighbour neighbour, HttpClientRequest request, Path file) {
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setRead(true).setWrite(false))
        .flatMap(
            open ->
                answer(
                        neighbour,
                        open.size()
                            .flatMap(
                                size ->
                                    request
                                        .putHeader("Content-Length", Long.toString(size))
                                        .send(open)))
                    .eventually(() -> open.close().onFailure().recoverWithNull()));
  }

  private Uni<Answer> answer(Neighbour neighbour, Uni<HttpClientResponse> asked) {
    // The body is asked for as soon as its head is here; later it would be missed.
    return asked.flatMap(
        answered -> answered.body().map(body -> answer(neighbour, answered, body.getDelegate())));
  }

  private Answer answer(Neighbour neighbour, HttpClientResponse answered, Buffer body) {
    int status = answered.statusCode();
    MultiMap headers = answered.getDelegate().headers();
    if (status >= 300 && status != 304) {
      throw Neighbours.refusal(
          neighbour.serviceName(),
          status < 400 ? 502 : status,
          problem(headers, body),
          headers.get("Retry-After"));
    }
    Map<String, String> passedBack = new LinkedHashMap<>();
    for (String name : BACK) {
      String value = headers.get(name);
      if (value != null) {
        passedBack.put(name, value);
      }
    }
    return new Answer(status, passedBack, body);
  }

  private Problem problem(MultiMap headers, Buffer body) {
    String type = headers.get("Content-Type");
    if (type == null || !type.startsWith(Problem.MEDIA_TYPE)) {
      return null;
    }
    try {
      return json.readValue(body.getBytes(), Problem.class);
    } catch (IOException e) {
      return null;
    }
  }

  @PreDestroy
  void close() {
    http.close().subscribe().with(done -> {}, failure -> {});
    streams.close().subscribe().with(done -> {}, failure -> {});
  }
}

package io.kefu.gateway.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the OpenAPI document, so that an operation that is passed on says in one line what it
 * takes and returns: the names stand for schemas and parameters of {@code META-INF/openapi.yaml}.
 * What every operation may answer (problems) is added here once for all.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class Documentation implements OASFilter {

  /** Schema of the body. */
  public static final String TAKES = "x-takes";

  /** Schema of the answer; {@code Csv} for a table. */
  public static final String RETURNS = "x-returns";

  /** Query parameters, separated by commas. */
  public static final String FILTERS = "x-filters";

  /** The answer carries an ETag, and a change takes If-Match. */
  public static final String VERSIONED = "x-versioned";

  /** Writes that show or take what must not be kept, not even for a repetition. */
  private static final List<String> PERSONAL = List.of("/api/v1/account", "/api/v1/auth");

  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  private record Refusal(String status, String description) {}

  private static final Refusal INVALID = new Refusal("400", "The request is not valid");
  private static final Refusal MISSING = new Refusal("404", "There is no such thing");
  private static final Refusal STALE =
      new Refusal("412", "It was changed meanwhile: read it again, then decide");

  /** The one upload that knows the keys (StreamedWrites). */
  private static final String OWN_FILES = "uploadFile";

  private static final List<Refusal> GUARDED =
      List.of(
          new Refusal("401", "No valid access token"),
          new Refusal("403", "The token lacks the permission"));
  private static final List<Refusal> BODY =
      List.of(
          new Refusal("413", "The body is too large"),
          new Refusal("415", "The body is not of a type that is taken here"));
  private static final List<Refusal> ALWAYS =
      List.of(
          new Refusal("429", "Too many requests; see Retry-After"),
          new Refusal("503", "A part of the platform is away; see Retry-After"));

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .forEach((method, operation) -> complete(path, method, operation)));
  }

  private static void complete(String path, PathItem.HttpMethod method, Operation operation) {
    if (operation.getResponses() == null) {
      operation.setResponses(OASFactory.createAPIResponses());
    }
    takes(operation);
    returns(operation);
    filters(operation);
    versioned(method, operation);
    boolean open =
        operation.getSecurity() != null
            && operation.getSecurity().stream()
                .allMatch(
                    scheme ->
                        scheme.getSchemes() == null
                            || scheme.getSchemes().isEmpty()
                            || scheme.getSchemes().containsKey(""));
    if (open) {
      operation.setSecurity(List.of());
    } else {
      GUARDED.forEach(refusal -> refusal(operation, refusal));
      if (PERSONAL.stream().noneMatch(path::startsWith)
          && !takesBytes(operation)
          && !streams(operation)) {
        repeatable(method, operation);
      }
    }
    if (operation.getRequestBody() != null
        || operation.getParameters() != null && !operation.getParameters().isEmpty()) {
      refusal(operation, INVALID);
    }
    if (path.contains("{") || path.startsWith("/api/v1/account")) {
      refusal(operation, MISSING);
    }
    if (operation.getRequestBody() != null) {
      BODY.forEach(refusal -> refusal(operation, refusal));
    }
    ALWAYS.forEach(refusal -> refusal(operation, refusal));
    describe(operation);
    if (operation.getResponses().getAPIResponses().keySet().stream()
        .noneMatch(status -> status.startsWith("2"))) {
      operation
          .getResponses()
          .addAPIResponse("204", OASFactory.createAPIResponse().description("Done"));
    }
  }

  /** A file for a neighbour is streamed past the keys: its hash is compared where it is kept. */
  private static boolean takesBytes(Operation operation) {
    return !OWN_FILES.equals(operation.getOperationId())
        && operation.getRequestBody() != null
        && operation.getRequestBody().getContent() != null
        && operation.getRequestBody().getContent().hasMediaType("application/octet-stream");
  }

  /** What is told as it grows cannot be told again. */
  private static boolean streams(Operation operation) {
    APIResponse answer = operation.getResponses().getAPIResponse("200");
    return answer != null
        && answer.getContent() != null
        && answer.getContent().hasMediaType("text/event-stream");
  }

  /** What {@code @Idempotent} resources promise, which is every write of a caller with a token. */
  private static void repeatable(PathItem.HttpMethod method, Operation operation) {
    if (method == PathItem.HttpMethod.POST
        || method == PathItem.HttpMethod.PUT
        || method == PathItem.HttpMethod.PATCH) {
      operation.addParameter(
          OASFactory.createParameter()
              .in(Parameter.In.HEADER)
              .name("Idempotency-Key")
              .description("Done once and answered alike for 24 hours under one key")
              .schema(
                  OASFactory.createSchema()
                      .addType(Schema.SchemaType.STRING)
                      .maxLength(255)
                      .examples(List.of("0198f3a2-5c1e-7d40-9b57-2f6f0c1e8a11"))));
      refusal(operation, new Refusal("409", "It cannot be now, or the same request is being done"));
      refusal(operation, new Refusal("422", "The Idempotency-Key was used for another request"));
    }
  }

  private static void takes(Operation operation) {
    String name = extension(operation, TAKES);
    if (name != null) {
      operation.setRequestBody(OASFactory.createRequestBody().content(content(JSON, name)));
    } else if (isRawBody(operation)) {
      operation.setRequestBody(null);
    }
  }

  /** An action without parameters takes no body, though its method takes bytes to pass on. */
  private static boolean isRawBody(Operation operation) {
    return operation.getExtensions() != null && operation.getExtensions().containsKey(RETURNS)
        || operation.getRequestBody() != null && operation.getRequestBody().getContent() == null;
  }

  private static void returns(Operation operation) {
    String name = extension(operation, RETURNS);
    if (name == null) {
      return;
    }
    APIResponse answer =
        OASFactory.createAPIResponse()
            .description("Done")
            .content(name.equals("Csv") ? content("text/csv", name) : content(JSON, name));
    operation.getResponses().removeAPIResponse("201");
    operation.getResponses().removeAPIResponse("204");
    operation.getResponses().addAPIResponse("200", answer);
  }

  private static void filters(Operation operation) {
    String names = extension(operation, FILTERS);
    if (names != null) {
      for (String name : names.split(",")) {
        operation.addParameter(parameter(name));
      }
    }
  }

  private static void versioned(PathItem.HttpMethod method, Operation operation) {
    if (extension(operation, VERSIONED) == null) {
      return;
    }
    if (method == PathItem.HttpMethod.GET) {
      operation.addParameter(parameter("if_none_match"));
    } else {
      operation.addParameter(parameter("if_match"));
      refusal(operation, STALE);
    }
    APIResponse done = operation.getResponses().getAPIResponse("200");
    if (done != null) {
      done.addHeader(
          "ETag",
          OASFactory.createHeader()
              .description("Version, for If-Match")
              .schema(
                  OASFactory.createSchema()
                      .addType(
                          org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.STRING)));
    }
  }

  private static Parameter parameter(String name) {
    return OASFactory.createParameter().ref("#/components/parameters/" + name);
  }

  private static void refusal(Operation operation, Refusal refusal) {
    if (!operation.getResponses().hasAPIResponse(refusal.status())) {
      operation
          .getResponses()
          .addAPIResponse(
              refusal.status(), OASFactory.createAPIResponse().description(refusal.description()));
    }
  }

  /** A refusal that an operation names itself is a problem like those that are added here. */
  private static void describe(Operation operation) {
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, answer) -> {
              if (status.charAt(0) >= '4' && answer.getContent() == null) {
                answer.setContent(content(PROBLEM, "Problem"));
              }
            });
  }

  private static Content content(String mediaType, String schema) {
    return OASFactory.createContent()
        .addMediaType(
            mediaType,
            OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref("#/components/schemas/" + schema)));
  }

  private static String extension(Operation operation, String name) {
    Map<String, Object> extensions = operation.getExtensions();
    Object value = extensions == null ? null : extensions.get(name);
    return value == null ? null : value.toString().strip().replaceAll("^\"|\"$", "");
  }
}

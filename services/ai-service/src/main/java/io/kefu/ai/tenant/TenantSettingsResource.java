package io.kefu.ai.tenant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.ai.provider.Providers;
import io.kefu.ai.tenant.TenantSettingsStore.Versioned;
import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;

/** A tenant's settings of the models; in use on every replica within seconds. */
@Path("/internal/v1/ai-settings")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TenantSettingsResource {

  private static final int MOST_CHARACTERS = 20_000;

  private final TenantSettingsStore store;
  private final TenantSettingsConfig config;
  private final Providers providers;
  private final ObjectMapper json;
  private final Caller caller;

  /** Wires the resource. */
  public TenantSettingsResource(
      TenantSettingsStore store,
      TenantSettingsConfig config,
      Providers providers,
      ObjectMapper json,
      Caller caller) {
    this.store = store;
    this.config = config;
    this.providers = providers;
    this.json = json;
    this.caller = caller;
  }

  /** What the tenant changed; the ETag names the version. */
  @GET
  @RunOnVirtualThread
  public Response settings() {
    return answer(store.read(caller.tenantId()));
  }

  /** Replaces it; with If-Match only the version that it names. */
  @PUT
  @RunOnVirtualThread
  public Response put(@HeaderParam("If-Match") String match, String body) {
    TenantSettings settings = read(body);
    List<FieldError> errors =
        new TenantSettingsCheck(config.addresses(), name -> providers.named(name).isPresent())
            .errors(settings);
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
    return answer(store.put(caller.tenantId(), settings, version(match)));
  }

  private static Integer version(String match) {
    if (match == null || match.isBlank() || match.strip().equals("*")) {
      return null;
    }
    try {
      return Integer.valueOf(match.strip().replaceAll("^(W/)?\"|\"$", ""));
    } catch (NumberFormatException e) {
      throw new ProblemException(
          400, "invalid_request", "Send the ETag of the settings that you read as If-Match.");
    }
  }

  private TenantSettings read(String body) {
    if (body == null || body.isBlank() || body.length() > MOST_CHARACTERS) {
      throw new ProblemException(400, "invalid_request", "Send the settings as a JSON object.");
    }
    try {
      TenantSettings settings =
          json.readerFor(TenantSettings.class)
              .with(
                  DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                  DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(body);
      if (settings == null) {
        throw new ProblemException(400, "invalid_request", "Send the settings as a JSON object.");
      }
      return settings;
    } catch (JsonMappingException e) {
      String field =
          e.getPath().stream()
              .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
              .collect(Collectors.joining("."));
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new FieldError(field, "is unknown or of another type")));
    } catch (JsonProcessingException e) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
  }

  private static Response answer(Versioned settings) {
    return Response.ok(settings.settings()).tag(Integer.toString(settings.version())).build();
  }
}

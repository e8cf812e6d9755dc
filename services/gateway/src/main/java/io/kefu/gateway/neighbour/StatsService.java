package io.kefu.gateway.neighbour;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestQuery;

/** The figures, as the gateway asks for them. */
@RegisterRestClient(configKey = "stats")
@Path("/internal/v1/stats")
public interface StatsService {

  /** Name in problems and logs. */
  String NAME = "stats";

  /** Messages and replies over time. */
  @GET
  Uni<JsonNode> stats(@BeanParam ServiceCall call, @RestQuery Map<String, List<String>> filters);
}

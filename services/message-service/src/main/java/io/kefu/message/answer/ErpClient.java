package io.kefu.message.answer;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.erp.ErpLookup;
import io.kefu.contracts.erp.ErpLookupResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** erp-sync, as message-service uses it. */
@RegisterRestClient(configKey = "erp")
@Path("/internal/v1/erp/lookups")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ErpClient {

  /** Asks the ERP for records of one customer. */
  @POST
  Uni<ErpLookupResult> lookUp(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      ErpLookup lookup);
}

package io.kefu.message.learning;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** rag-service, as it takes documents. */
@RegisterRestClient(configKey = "rag")
@Path("/internal/v1/knowledge-bases")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface DocumentClient {

  /** A document. */
  record Upload(String name, String format, String content) {}

  /** A document that can be searched. */
  record View(String documentId, long version, String status) {}

  /** Stores a document; the same again changes nothing. */
  @PUT
  @Path("/{kb}/documents/{doc}")
  Uni<View> put(
      @PathParam("kb") String knowledgeBase,
      @PathParam("doc") String document,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String bearer,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) long deadlineMs,
      Upload upload);
}

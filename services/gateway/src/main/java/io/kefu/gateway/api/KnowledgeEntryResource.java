package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code /api/v1/knowledge/{kb}/entries}: questions and answers one by one, kept by rag-service.
 */
@Path("/api/v1/knowledge/{kb}/entries")
@Tag(name = "knowledge")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class KnowledgeEntryResource {

  private static final String KIND = "knowledge_entry";

  private final PassOn pass;

  KnowledgeEntryResource(PassOn pass) {
    this.pass = pass;
  }

  /** Entries of a knowledge base, in the order of their ids. */
  @GET
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "listEntries",
      summary = "Entries of a knowledge base, in the order of their ids",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "KnowledgeEntryPage"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit,tag,entry_status,q")
      })
  public Uni<RestResponse<String>> listEntries(@RestPath String kb) {
    return pass.on(Neighbour.RAG);
  }

  /** Write an entry; it gets an id, and Location says where it is. */
  @POST
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "createEntry",
      summary = "Write an entry; it gets an id, and Location says where it is",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "KnowledgeEntryContent"),
        @Extension(name = Documentation.RETURNS, value = "KnowledgeEntry")
      })
  public Uni<RestResponse<String>> createEntry(@RestPath String kb, String body) {
    return pass.audited(Neighbour.RAG, PassOn.Change.of("entry.created", KIND, kb), body);
  }

  /** An entry; its version is the ETag. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "getEntry",
      summary = "An entry; its version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "KnowledgeEntry"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getEntry(@RestPath String kb, @RestPath String id) {
    return pass.on(Neighbour.RAG);
  }

  /** Write an entry under an id; If-Match refuses to overwrite a newer one. */
  @PUT
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "putEntry",
      summary = "Write an entry under an id; If-Match refuses to overwrite a newer one",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "KnowledgeEntryContent"),
        @Extension(name = Documentation.RETURNS, value = "KnowledgeEntry"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> putEntry(@RestPath String kb, @RestPath String id, String body) {
    return pass.audited(Neighbour.RAG, change("entry.stored", kb, id), body);
  }

  /** Take an entry away with its history; it is found no more when the answer arrives. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "deleteEntry",
      summary = "Take an entry away with its history; it is found no more when the answer arrives",
      extensions = {@Extension(name = Documentation.VERSIONED, value = "true")})
  public Uni<RestResponse<String>> deleteEntry(@RestPath String kb, @RestPath String id) {
    return pass.audited(Neighbour.RAG, change("entry.deleted", kb, id), null);
  }

  /** Versions of an entry, the newest first. */
  @GET
  @Path("/{id}/versions")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "listEntryVersions",
      summary = "Versions of an entry, the newest first",
      extensions = {@Extension(name = Documentation.RETURNS, value = "KnowledgeVersions")})
  public Uni<RestResponse<String>> listEntryVersions(@RestPath String kb, @RestPath String id) {
    return pass.on(Neighbour.RAG);
  }

  /** What a version of an entry said. */
  @GET
  @Path("/{id}/versions/{version}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "getEntryVersion",
      summary = "What a version of an entry said",
      extensions = {@Extension(name = Documentation.RETURNS, value = "KnowledgeEntryContent")})
  public Uni<RestResponse<String>> getEntryVersion(
      @RestPath String kb, @RestPath String id, @RestPath String version) {
    return pass.on(Neighbour.RAG);
  }

  /** Make what an older version said the current version again. */
  @POST
  @Path("/{id}/rollback")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "rollBackEntry",
      summary = "Make what an older version said the current version again",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Rollback"),
        @Extension(name = Documentation.RETURNS, value = "KnowledgeEntry"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> rollBackEntry(
      @RestPath String kb, @RestPath String id, String body) {
    return pass.audited(Neighbour.RAG, change("entry.rolled_back", kb, id), body);
  }

  private static PassOn.Change change(String action, String kb, String id) {
    return PassOn.Change.of(action, KIND, kb + "/" + id);
  }
}

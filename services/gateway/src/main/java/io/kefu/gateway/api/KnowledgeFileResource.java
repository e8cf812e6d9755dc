package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code /api/v1/knowledge/{kb}/documents/{doc}/file}: files for the knowledge base, read by
 * rag-service. A file waits on disk until rag-service has it: it is larger than the heap likes.
 */
@Path("/api/v1/knowledge/{kb}/documents/{doc}/file")
@Tag(name = "knowledge")
public class KnowledgeFileResource {

  private static final Logger LOG = Logger.getLogger(KnowledgeFileResource.class);

  private final PassOn pass;

  KnowledgeFileResource(PassOn pass) {
    this.pass = pass;
  }

  /** Takes a file in as a document; the answer is the job that reads it. */
  @PUT
  @Blocking
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "uploadDocumentFile",
      summary = "Take a file in as a document; Location names the job that reads it",
      description =
          "md, csv, txt, html, xlsx, docx, pdf; what the file holds decides, not its name.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(
      responseCode = "202",
      description = "Taken; the job goes on",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(ref = "#/components/schemas/KnowledgeJob")))
  @APIResponse(responseCode = "413", description = "Too large")
  @APIResponse(responseCode = "415", description = "Not of a kind that can be read")
  public Uni<RestResponse<String>> uploadDocumentFile(
      @RestPath String kb,
      @RestPath String doc,
      @Parameter(required = true, description = "what the file is called, with its ending")
          @RestQuery
          String filename,
      @Parameter(description = "name of the document; the file's when absent") @RestQuery
          String name,
      InputStream body) {
    java.nio.file.Path file = null;
    try {
      file = Files.createTempFile("kefu-knowledge", ".bin");
      long size = Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
      java.nio.file.Path kept = file;
      return pass.upload(
              Neighbour.RAG,
              PassOn.Change.of("document.uploaded", "document", kb + "/" + doc),
              kept,
              size)
          .eventually(() -> delete(kept));
    } catch (IOException | UncheckedIOException e) {
      delete(file);
      throw new ProblemException(400, "unreadable_body", "The file did not arrive whole.");
    } catch (RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  private static void delete(java.nio.file.Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warnf("file of an upload stays behind: %s", e.toString());
    }
  }
}

package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.file.ByteRange;
import io.kefu.gateway.file.FileShelf;
import io.kefu.gateway.file.StoredFile;
import io.kefu.gateway.idempotency.StreamedWrites;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** {@code /api/v1/files}: attachments of messages, screenshots, logs. */
@Path("/api/v1/files")
@Tag(name = "files")
@Blocking
public class FileResource {

  private static final String FILES = "/api/v1/files/";

  private final FileShelf shelf;
  private final StreamedWrites once;
  private final CurrentCaller caller;

  FileResource(FileShelf shelf, StreamedWrites once, CurrentCaller caller) {
    this.shelf = shelf;
    this.once = once;
    this.caller = caller;
  }

  /** Takes the body in as a file. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "uploadFile",
      summary = "Upload a file: as the body, or as the part named file of a form",
      description =
          "Streamed and hashed; refused when it is too large, not of an allowed type, or not what"
              + " its Content-Type says.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(
      responseCode = "201",
      description = "Stored",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = StoredFile.class)))
  @APIResponse(responseCode = "413", description = "Too large")
  @APIResponse(responseCode = "415", description = "Not of an allowed or of the declared type")
  public RestResponse<StoredFile> upload(
      @Parameter(description = "what the file is called") @RestQuery String name,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_LENGTH) String length,
      InputStream body) {
    once.begin(caller.subject(), contentType + '\0' + length, stored -> isAnswer(stored, body));
    return created(shelf.put(caller.subject(), name, contentType, body));
  }

  /** Takes a part of a form in. */
  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(hidden = true)
  public RestResponse<StoredFile> uploadForm(@RestForm("file") FileUpload file) {
    if (file == null) {
      throw new ProblemException(400, "invalid_request", "Send the file as the part named file.");
    }
    try (InputStream in = Files.newInputStream(file.uploadedFile())) {
      once.begin(
          caller.subject(),
          file.fileName() + '\0' + file.contentType() + '\0' + file.size(),
          stored -> isAnswer(stored, in));
      return created(shelf.put(caller.subject(), file.fileName(), file.contentType(), in));
    } catch (IOException e) {
      throw new ProblemException(400, "unreadable_body", "The part named file cannot be read.");
    }
  }

  /** A file, or a range of it. */
  @GET
  @Path("/{file_id}")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "downloadFile",
      summary =
          "A file, or a range of it; an agent gets its own files, and the package that a pending"
              + " command update names")
  @APIResponse(
      responseCode = "200",
      description = "The bytes",
      content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM))
  @APIResponse(responseCode = "206", description = "The range")
  @APIResponse(responseCode = "416", description = "The range lies outside of the file")
  public Response download(@RestPath("file_id") String fileId, @HeaderParam("Range") String range) {
    Subject reader = caller.subject();
    StoredFile file = shelf.find(reader, id(fileId));
    Optional<ByteRange> part;
    try {
      part = ByteRange.of(range, file.size());
    } catch (ByteRange.Unsatisfiable e) {
      return Response.status(416).header("Content-Range", "bytes */" + file.size()).build();
    }
    ByteRange bytes = part.orElse(new ByteRange(0, file.size()));
    Response.ResponseBuilder answer =
        Response.status(part.isPresent() ? 206 : 200)
            .entity(shelf.read(reader, file, bytes.from(), bytes.length()))
            .type(file.contentType())
            .header(HttpHeaders.CONTENT_LENGTH, bytes.length())
            .header(HttpHeaders.CONTENT_DISPOSITION, disposition(file.name()))
            .header("Accept-Ranges", "bytes")
            .header("ETag", '"' + file.sha256() + '"')
            .header("Content-Security-Policy", "sandbox; default-src 'none'");
    if (part.isPresent()) {
      answer.header(
          "Content-Range",
          "bytes " + bytes.from() + "-" + (bytes.from() + bytes.length() - 1) + "/" + file.size());
    }
    return answer.build();
  }

  /** Deletes a file before its time. */
  @DELETE
  @Path("/{file_id}")
  @ResponseStatus(204)
  @RolesAllowed(Permission.ADMIN)
  @Operation(operationId = "deleteFile", summary = "Delete a file before its time")
  @APIResponse(responseCode = "204", description = "Deleted")
  public void delete(@RestPath("file_id") String fileId) {
    shelf.delete(caller.actor(), id(fileId));
  }

  /** A refusal was one of the request as it stood; a stored file is known by its hash. */
  private boolean isAnswer(JsonNode stored, InputStream body) {
    return !stored.has("sha256") || shelf.matches(stored.path("sha256").asText(), body);
  }

  private static RestResponse<StoredFile> created(StoredFile file) {
    return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, file)
        .header(HttpHeaders.LOCATION, FILES + file.fileId())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  /** Always a download, never shown in our origin; the name in the form every browser reads. */
  static String disposition(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
    String full = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + full;
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(404, "file_not_found", "There is no such file.");
    }
  }
}

package io.kefu.rag.entry;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.rag.ingest.Ids;
import io.kefu.rag.ingest.Page;
import io.kefu.rag.store.DeleteOutcome;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.PublishOutcome;
import io.kefu.rag.store.VersionView;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** Question/answer entries of a tenant's knowledge bases, for the gateway and for learning. */
@Path("/internal/v1/knowledge-bases/{kb}/entries")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class EntryResource {

  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_TEXT = 200;

  /**
   * Asks for an older version to be the current one again.
   *
   * @param version version to go back to
   */
  public record Rollback(@Positive long version) {}

  private final Caller caller;
  private final CuratedEntries entries;
  private final EntryQueries queries;
  private final DocumentStore documents;
  private final Identity identity;

  /** Serves the caller's tenant. */
  public EntryResource(
      Caller caller,
      CuratedEntries entries,
      EntryQueries queries,
      DocumentStore documents,
      Identity identity) {
    this.caller = caller;
    this.entries = entries;
    this.queries = queries;
    this.documents = documents;
    this.identity = identity;
  }

  /** Entries in the order of their ids. */
  @GET
  public Page<EntryView> list(
      String kb,
      @QueryParam("tag") String tag,
      @QueryParam("status") String status,
      @QueryParam("q") String text,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    if (text != null && text.length() > MAX_TEXT) {
      throw Ids.invalid("q", "at most " + MAX_TEXT + " characters");
    }
    EntryQueries.Filter filter =
        new EntryQueries.Filter(
            Ids.checked(kb, "kb"),
            blankToNull(tag),
            draft(status),
            blankToNull(text),
            Ids.after(cursor),
            Ids.limit(limit) + 1);
    return Page.of(
        queries.list(caller.tenantId(), filter).await().atMost(DATABASE_TIMEOUT),
        limit,
        EntryView::entryId);
  }

  /** Creates an entry with an id of ours. */
  @POST
  public RestResponse<EntryView> create(String kb, @Valid @NotNull EntryContent content) {
    return stored(ref(kb, identity.next().toString()), content, Optional.of(0L));
  }

  /** An entry, its version as ETag. */
  @GET
  @Path("{id}")
  public RestResponse<EntryView> get(String kb, String id) {
    return answer(RestResponse.Status.OK, find(ref(kb, id)));
  }

  /** Creates or replaces an entry; with If-Match only the version that was read. */
  @PUT
  @Path("{id}")
  public RestResponse<EntryView> put(
      String kb,
      String id,
      @HeaderParam("If-Match") String ifMatch,
      @HeaderParam("If-None-Match") String ifNoneMatch,
      @Valid @NotNull EntryContent content) {
    boolean onlyNew = ifNoneMatch != null && ifNoneMatch.strip().equals("*");
    return stored(ref(kb, id), content, onlyNew ? Optional.of(0L) : Ids.version(ifMatch));
  }

  /** Takes an entry away with its history; it is found no more when the answer arrives. */
  @DELETE
  @Path("{id}")
  public void delete(String kb, String id, @HeaderParam("If-Match") String ifMatch) {
    switch (entries.delete(ref(kb, id), Ids.version(ifMatch))) {
      case DeleteOutcome.Gone gone -> {}
      case DeleteOutcome.Absent absent -> throw missing();
      case DeleteOutcome.OtherVersion other -> throw Ids.otherVersion(other.current());
    }
  }

  /** The history of an entry, newest first. */
  @GET
  @Path("{id}/versions")
  public List<VersionView> versions(String kb, String id) {
    DocumentRef ref = ref(kb, id);
    find(ref);
    return documents.versions(ref).await().atMost(DATABASE_TIMEOUT);
  }

  /** What a version said. */
  @GET
  @Path("{id}/versions/{version}")
  public EntryContent version(String kb, String id, long version) {
    DocumentRef ref = ref(kb, id);
    find(ref);
    return entries.version(ref, version).orElseThrow(EntryResource::missingVersion);
  }

  /** Makes a version's content the current one again, as a new version. */
  @POST
  @Path("{id}/rollback")
  public RestResponse<EntryView> rollback(
      String kb,
      String id,
      @HeaderParam("If-Match") String ifMatch,
      @Valid @NotNull Rollback rollback) {
    DocumentRef ref = ref(kb, id);
    long current = find(ref).version();
    EntryContent content =
        entries.version(ref, rollback.version()).orElseThrow(EntryResource::missingVersion);
    return stored(ref, content, Optional.of(Ids.version(ifMatch).orElse(current)));
  }

  private RestResponse<EntryView> stored(
      DocumentRef ref, EntryContent content, Optional<Long> expected) {
    PublishOutcome outcome;
    try {
      outcome = entries.put(ref, content, caller.actor(), expected);
    } catch (IllegalArgumentException e) {
      throw Ids.invalid("valid_to", e.getMessage());
    }
    return switch (outcome) {
      case PublishOutcome.Published published ->
          answer(
              published.publication().state().version() == 1 && published.publication().changed()
                  ? RestResponse.Status.CREATED
                  : RestResponse.Status.OK,
              find(ref));
      case PublishOutcome.OtherVersion other -> throw Ids.otherVersion(other.current());
      case PublishOutcome.OtherKind other ->
          throw new ProblemException(
              409, "id_taken", "A document has this id; give the entry another one.");
      case PublishOutcome.JobOver over -> throw new IllegalStateException("no job is involved");
    };
  }

  private EntryView find(DocumentRef ref) {
    return queries.find(ref).await().atMost(DATABASE_TIMEOUT).orElseThrow(EntryResource::missing);
  }

  private DocumentRef ref(String kb, String id) {
    return new DocumentRef(caller.tenantId(), Ids.checked(kb, "kb"), Ids.checked(id, "id"));
  }

  private static RestResponse<EntryView> answer(RestResponse.Status status, EntryView view) {
    return RestResponse.ResponseBuilder.create(status, view)
        .header("ETag", Ids.etag(view.version()))
        .location(
            URI.create(
                "/internal/v1/knowledge-bases/"
                    + encoded(view.knowledgeBaseId())
                    + "/entries/"
                    + encoded(view.entryId())))
        .build();
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static Boolean draft(String status) {
    if (status == null || status.isBlank()) {
      return null;
    }
    return switch (status) {
      case "draft" -> true;
      case "approved" -> false;
      default -> throw Ids.invalid("status", "draft or approved");
    };
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static ProblemException missing() {
    return new ProblemException(404, "entry_not_found", "There is no such entry.");
  }

  private static ProblemException missingVersion() {
    return new ProblemException(
        404, "version_not_found", "The entry has no such version; see its versions.");
  }
}

package io.kefu.rag.search;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Search in the caller's tenant. */
@Path("/internal/v1/search")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class SearchResource {

  private static final int MAX_QUERY_CHARACTERS = 2_000;
  private static final int MAX_LIMIT = 50;
  private static final int MAX_FILTERS = 100;

  /** What a caller that names no deadline is held to wait. */
  private static final long DEFAULT_DEADLINE_MS = 5_000;

  private final Caller caller;
  private final KnowledgeSearch search;

  /** Serves the caller's tenant. */
  public SearchResource(Caller caller, KnowledgeSearch search) {
    this.caller = caller;
    this.search = search;
  }

  /** The best hits for a question. */
  @POST
  public SearchResult search(
      SearchRequest request, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    if (request == null) {
      throw new ProblemException(400, "unreadable_body", "Send a search request as JSON.");
    }
    List<Problem.FieldError> errors = new ArrayList<>();
    if (request.query().isBlank() || request.query().length() > MAX_QUERY_CHARACTERS) {
      errors.add(new Problem.FieldError("query", "1 to " + MAX_QUERY_CHARACTERS + " characters"));
    }
    if (request.limit() < 1 || request.limit() > MAX_LIMIT) {
      errors.add(new Problem.FieldError("limit", "1 to " + MAX_LIMIT));
    }
    if (size(request.knowledgeBaseIds()) > MAX_FILTERS || size(request.tags()) > MAX_FILTERS) {
      errors.add(
          new Problem.FieldError("knowledge_base_ids, tags", "at most " + MAX_FILTERS + " each"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
    long left = deadlineMs == null ? DEFAULT_DEADLINE_MS : Math.max(0, deadlineMs);
    return search.search(caller.tenantId(), request, Duration.ofMillis(left));
  }

  private static int size(List<String> values) {
    return values == null ? 0 : values.size();
  }
}

package io.kefu.message.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers that carry the version of what they show as ETag. */
public class Tagged {

  private static final int NOT_MODIFIED = 304;

  /** An answer with its version. */
  static <T> RestResponse<T> of(T view, Object version) {
    return RestResponse.ResponseBuilder.ok(view)
        .header(HttpHeaders.ETAG, "\"" + version + "\"")
        .build();
  }

  /** Spares a reader what it has already. */
  @ServerResponseFilter
  void unchanged(ContainerRequestContext request, ContainerResponseContext response) {
    Object tag = response.getHeaders().getFirst(HttpHeaders.ETAG);
    String known = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
    if (tag != null
        && known != null
        && request.getMethod().equals("GET")
        && response.getStatus() == RestResponse.StatusCode.OK
        && Arrays.stream(known.split(","))
            .map(one -> one.strip().replaceFirst("^W/", ""))
            .anyMatch(tag.toString()::equals)) {
      response.setStatus(NOT_MODIFIED);
      response.setEntity(null);
    }
  }
}

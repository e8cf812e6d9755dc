package io.kefu.gateway.api;

import io.kefu.gateway.collection.ExpectedVersion;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse;

/** Answers that carry the version of what they show as their entity tag. */
final class Tagged {

  private Tagged() {}

  static <T> RestResponse<T> answer(int status, T body, long version) {
    return RestResponse.ResponseBuilder.create(RestResponse.Status.fromStatusCode(status), body)
        .header(HttpHeaders.ETAG, ExpectedVersion.tag(version))
        .build();
  }
}

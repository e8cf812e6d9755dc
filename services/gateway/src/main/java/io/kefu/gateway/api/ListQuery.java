package io.kefu.gateway.api;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** What lists have in common; further filters are passed on to the service that keeps the list. */
public class ListQuery {

  /** Where to go on. */
  @Parameter(description = "next_cursor of the page before; none for the first page")
  @RestQuery
  public String cursor;

  /** Size of a page. */
  @Parameter(description = "entries of a page")
  @RestQuery
  public Integer limit;

  /** Words to look for. */
  @Parameter(description = "words to look for")
  @RestQuery
  public String q;
}

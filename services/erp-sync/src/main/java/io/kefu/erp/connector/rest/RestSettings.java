package io.kefu.erp.connector.rest;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * The resources of an ERP that speaks plain REST with JSON; a part of {@code connector.yaml}.
 * Places in JSON are dotted, as in {@code data.items}; an empty one is the answer itself. Paths may
 * hold {@code {id}}, queries {@code {number}}.
 *
 * @param auth how a call shows who calls
 * @param id place of the ERP's id in a customer
 * @param number name of the customer number in a customer, where our key is written and found
 * @param list all customers
 * @param changed customers that changed since {@code {since}}; all of them without it (optional)
 * @param get one customer
 * @param find customers with a number; what finds too many is narrowed to the exact one
 * @param create a new customer
 * @param update changes to a customer
 * @param note a follow-up note (optional)
 */
public record RestSettings(
    Auth auth,
    String id,
    String number,
    Listing list,
    Listing changed,
    Resource get,
    Listing find,
    Resource create,
    Resource update,
    Note note) {

  /**
   * How a call shows who calls.
   *
   * @param kind {@code none}, {@code header}, {@code basic} (user and password of the file) or
   *     {@code oauth} (client credentials; user is the client id, password its secret)
   * @param header name of the header
   * @param value its value
   * @param tokenUrl where OAuth gives tokens
   * @param scope wanted scope (optional)
   */
  public record Auth(String kind, String header, String value, URI tokenUrl, String scope) {

    private static final Set<String> KINDS = Set.of("none", "header", "basic", "oauth");

    /** Refuses what cannot work. */
    public Auth {
      if (!KINDS.contains(kind)) {
        throw new IllegalArgumentException("rest.auth.kind must be one of " + KINDS);
      }
      if (kind.equals("header") && (header == null || value == null)) {
        throw new IllegalArgumentException("rest.auth needs header and value");
      }
      if (kind.equals("oauth") && tokenUrl == null) {
        throw new IllegalArgumentException("rest.auth needs token_url");
      }
    }

    @Override
    public String toString() {
      return "Auth[" + kind + "]";
    }
  }

  /**
   * One call.
   *
   * @param method HTTP method
   * @param path path
   * @param record place of the customer in the answer, and in what is sent
   */
  public record Resource(String method, String path, String record) {

    /** Fills in what was left out. */
    public Resource {
      if (path == null) {
        throw new IllegalArgumentException("rest: a call needs a path");
      }
      record = record == null ? "" : record;
    }
  }

  /**
   * A call that answers many.
   *
   * @param path path
   * @param query parameters
   * @param items place of the rows
   * @param paging how it goes on
   */
  public record Listing(String path, Map<String, String> query, String items, Paging paging) {

    /** Fills in what was left out. */
    public Listing {
      if (path == null) {
        throw new IllegalArgumentException("rest: a call needs a path");
      }
      query = query == null ? Map.of() : Map.copyOf(query);
      items = items == null ? "" : items;
      paging = paging == null ? new Paging("none", null, null, null) : paging;
    }
  }

  /**
   * How a list goes on.
   *
   * @param style {@code none}, {@code page} (from 1), {@code offset} (from 0) or {@code cursor}
   * @param parameter what carries page, offset or cursor
   * @param size what carries the page size (optional)
   * @param next place of the next cursor in the answer; for {@code page} and {@code offset}, a page
   *     that is not full is the last
   */
  public record Paging(String style, String parameter, String size, String next) {

    private static final Set<String> STYLES = Set.of("none", "page", "offset", "cursor");

    /** Refuses what cannot work. */
    public Paging {
      if (!STYLES.contains(style)) {
        throw new IllegalArgumentException("rest: paging.style must be one of " + STYLES);
      }
      if (!style.equals("none") && parameter == null) {
        throw new IllegalArgumentException("rest: paging needs a parameter");
      }
      if (style.equals("cursor") && next == null) {
        throw new IllegalArgumentException("rest: paging by cursor needs next");
      }
    }
  }

  /**
   * A follow-up note.
   *
   * @param path path
   * @param text name of the note's text
   */
  public record Note(String path, String text) {}

  /** Refuses what cannot work. */
  public RestSettings {
    auth = auth == null ? new Auth("none", null, null, null, null) : auth;
    id = id == null ? "id" : id;
    if (number == null || list == null || get == null || find == null) {
      throw new IllegalArgumentException("rest needs number, list, get and find");
    }
    if (create == null || update == null) {
      throw new IllegalArgumentException("rest needs create and update");
    }
  }
}

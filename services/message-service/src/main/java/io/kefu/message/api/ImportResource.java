package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.customer.CustomerImport;
import io.kefu.message.customer.ImportedCustomer;
import io.kefu.message.history.HistoryImport;
import io.kefu.message.history.ImportedExchange;
import io.kefu.message.history.ImportedSession;
import io.kefu.message.history.SessionImport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Takes over what another system knows: customers, what was said, and how it ended. */
@Path("/internal/v1/imports")
@RolesAllowed(ServiceTokens.ROLE)
public class ImportResource {

  /** Items of one call. */
  static final int MOST = 200;

  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  /** Customers. */
  public record Customers(List<ImportedCustomer> customers) {}

  /** What was said in the chats of an agent; source names the other system. */
  public record Exchanges(String agentId, String source, List<ImportedExchange> exchanges) {}

  /** How sessions in the chats of an agent ended. */
  public record Sessions(String agentId, String source, List<ImportedSession> sessions) {}

  /** What came of the customers. */
  public record CustomerResults(List<CustomerImport.Result> results) {}

  /** What came of each item. */
  public record Results(List<HistoryImport.Result> results) {}

  private final CustomerImport customers;
  private final HistoryImport history;
  private final SessionImport sessions;
  private final Caller caller;

  /** Wires the resource. */
  public ImportResource(
      CustomerImport customers, HistoryImport history, SessionImport sessions, Caller caller) {
    this.customers = customers;
    this.history = history;
    this.sessions = sessions;
    this.caller = caller;
  }

  /** Takes customers over; those that are known are only completed. */
  @POST
  @Path("/customers")
  public Uni<CustomerResults> customers(Customers body) {
    return customers
        .store(
            caller.tenantId(),
            items("customers", body == null ? null : body.customers()),
            caller.actor().orElse(caller.service()))
        .map(CustomerResults::new);
  }

  /** Takes messages and their answers over. */
  @POST
  @Path("/exchanges")
  public Uni<Results> exchanges(Exchanges body) {
    List<ImportedExchange> items = items("exchanges", body == null ? null : body.exchanges());
    return history
        .exchanges(caller.tenantId(), agent(body.agentId()), source(body.source()), items)
        .map(Results::new);
  }

  /** Takes over how sessions ended. */
  @POST
  @Path("/sessions")
  public Uni<Results> sessions(Sessions body) {
    List<ImportedSession> items = items("sessions", body == null ? null : body.sessions());
    return sessions
        .store(caller.tenantId(), agent(body.agentId()), source(body.source()), items)
        .map(Results::new);
  }

  private static <T> List<T> items(String field, List<T> items) {
    if (items == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body with " + field + ".");
    }
    if (items.size() > MOST || items.contains(null)) {
      throw Filter.invalid(field, "at most " + MOST + " objects a call");
    }
    return items;
  }

  private static String agent(String agentId) {
    String agent = Filter.plain(agentId);
    if (agent == null) {
      throw Filter.invalid("agent_id", "must not be blank");
    }
    return agent;
  }

  private static String source(String source) {
    if (source == null || !SOURCE.matcher(source).matches()) {
      throw Filter.invalid(
          "source", "must be 1 to 32 lower-case letters, digits, points, hyphens or underlines");
    }
    return source;
  }
}

package io.kefu.erp.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.erp.connector.rest.RestConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The generic connector, described by a file as an operator writes it. */
class RestContractTest {

  private static final String FILE =
      """
      tenant: demo
      connector: rest
      base_url: ${BASE}
      user: client
      password: ${SECRET}
      page_size: 10
      calls_per_second: 1000
      fields:
        - {ours: name, erp: name, max_length: 20}
        - {ours: phone, erp: contact.mobile}
        - {ours: email, erp: contact.email}
        - {ours: value, erp: rank, values: {high: "1"}}
      rest:
        auth: %s
        id: id
        number: code
        list:
          path: /customers
          items: data.items
          paging: %s
        get: {path: "/customers/{id}", record: customer}
        find:
          path: /customers
          query: {code: "{number}"}
          items: data.items
          paging: %s
        create: {method: POST, path: /customers, record: customer}
        update: {method: PATCH, path: "/customers/{id}", record: customer}
        note: {path: "/customers/{id}/notes", text: text}
      lookups:
        order:
          path: /customers/{customer}/orders
          numbers: [no]
          title: subject
          owner: customer
      """;
  private static final String HEADER = "{kind: header, header: X-Api-Key, value: '${SECRET}'}";
  private static final String OAUTH = "{kind: oauth, token_url: '${TOKENS}'}";

  @Nested
  class ByPage extends ConnectorContract {
    @Override
    Behind behind() throws IOException {
      return new Rest(false, HEADER, "{style: page, parameter: page, size: size}");
    }
  }

  @Nested
  class ByOffset extends ConnectorContract {
    @Override
    Behind behind() throws IOException {
      return new Rest(false, HEADER, "{style: offset, parameter: offset, size: size}");
    }
  }

  @Nested
  class ByCursorWithOauth extends ConnectorContract {
    @Override
    Behind behind() throws IOException {
      return new Rest(true, OAUTH, "{style: cursor, parameter: cursor, next: meta.next}");
    }
  }

  @Test
  void aTokenServesManyCallsAndIsRenewedWhenItIsRefused() throws Exception {
    try (Rest rest = new Rest(true, OAUTH, "{style: offset, parameter: offset}");
        ErpConnector connector = rest.connector()) {
      connector.verify();
      connector.verify();
      assertThat(rest.erp.tokens()).isEqualTo(1);
      rest.erp.revoke();

      assertThat(connector.list(Optional.empty()).records()).isEmpty();

      assertThat(rest.erp.tokens()).isEqualTo(3);
    }
  }

  @Test
  void asksForWhatChangedWhereTheErpCanTell() throws Exception {
    Instant since = Instant.parse("2026-11-20T00:00:00Z");
    try (Rest plain = new Rest(false, HEADER, "{style: offset, parameter: offset}");
        ErpConnector cannot = plain.connector();
        Rest telling =
            new Rest(
                false,
                HEADER,
                "{style: offset, parameter: offset}",
                "  changed: {path: /customers, query: {updated_since: \"{since}\"}, items:"
                    + " data.items}");
        ErpConnector can = telling.connector()) {
      cannot.listChanged(since, Optional.empty());
      can.listChanged(since, Optional.empty());

      assertThat(plain.erp.lastList()).doesNotContainKey("updated_since");
      assertThat(telling.erp.lastList()).containsEntry("updated_since", "2026-11-20T00:00:00Z");
      can.list(Optional.empty());
      assertThat(telling.erp.lastList()).doesNotContainKey("updated_since");
    }
  }

  private static final class Rest implements ConnectorContract.Behind {

    private final ObjectMapper mapper = new ObjectMapper();
    private final RestSimulator erp;
    private final String file;

    Rest(boolean oauth, String auth, String paging) throws IOException {
      this(oauth, auth, paging, "");
    }

    /** One with another line below {@code rest}. */
    Rest(boolean oauth, String auth, String paging, String more) throws IOException {
      this.erp = new RestSimulator(oauth);
      this.file =
          FILE.formatted(auth, paging, paging).replace("  get: {path", more + "\n  get: {path");
    }

    @Override
    public ErpConnector connector() throws IOException {
      Path written = Files.writeString(Files.createTempFile("connector", ".yaml"), file);
      try {
        return new RestConnector(
            Connectors.read(
                written,
                Map.of(
                    "BASE", erp.address().toString(),
                    "SECRET", "secret",
                    "TOKENS", erp.address().resolve("/token").toString())),
            mapper);
      } finally {
        Files.delete(written);
      }
    }

    @Override
    public String addCustomer(String number, Map<String, String> fields) {
      ObjectNode customer = mapper.createObjectNode().put("code", number);
      customer.put("name", fields.get("name"));
      if (fields.containsKey("phone")) {
        customer.putObject("contact").put("mobile", fields.get("phone"));
      }
      return erp.add(customer);
    }

    @Override
    public void addOrder(String erpId, String number, String title) {
      erp.addOrder(erpId, number, title);
    }

    @Override
    public void close() {
      erp.close();
    }
  }
}

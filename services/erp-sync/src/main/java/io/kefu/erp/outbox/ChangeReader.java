package io.kefu.erp.outbox;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes events of records, and says of each unreadable one why. Free of side effects. */
final class ChangeReader {

  /** What a record turned out to be. */
  sealed interface Reading {
    /** A change on its way to the ERP. */
    record Change(ErpSync event) implements Reading {}

    /** Told by ourselves, for others. */
    record NotForUs() implements Reading {}

    /** A record for the dead-letter topic. */
    record Poison(String code, String cause) implements Reading {}
  }

  private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MAX_ID_CHARACTERS = 128;

  private final ObjectMapper mapper;

  ChangeReader(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  Reading read(byte[] value) {
    if (value == null || value.length == 0) {
      return new Reading.Poison("empty_record", "the record has no value");
    }
    ErpSync event;
    try {
      event = mapper.readValue(value, ErpSync.class);
    } catch (IOException e) {
      return new Reading.Poison("unreadable_event", "not an event of erp.sync" + where(e));
    }
    if (event == null) {
      return new Reading.Poison("unreadable_event", "the record is null");
    }
    if (!TENANT.matcher(event.tenantId()).matches()) {
      return new Reading.Poison("invalid_event", "tenant_id is not of the schema's form");
    }
    if (event.customerId().isEmpty() || event.customerId().length() > MAX_ID_CHARACTERS) {
      return new Reading.Poison("invalid_event", "customer_id must hold 1 to 128 characters");
    }
    if (event.version() < 0 || event.cause().isBlank()) {
      return new Reading.Poison("invalid_event", "version must not be negative, cause not empty");
    }
    return event.direction() == ErpDirection.TO_ERP
        ? new Reading.Change(event)
        : new Reading.NotForUs();
  }

  private static String where(IOException failure) {
    // Names the field only: the exception's message may quote a customer's data.
    if (failure instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return mapping.getPath().stream()
          .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
          .collect(Collectors.joining(".", ": at ", ""));
    }
    return "";
  }
}

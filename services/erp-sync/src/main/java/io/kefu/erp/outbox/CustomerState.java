package io.kefu.erp.outbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Our side of a customer, as versioned fields.
 *
 * @param version highest version seen
 * @param fields value by name; a null value means that the field was emptied
 * @param fieldVersions version that set each field
 */
public record CustomerState(
    long version, Map<String, Object> fields, Map<String, Long> fieldVersions) {

  /** A customer nobody has heard of. */
  public static final CustomerState UNKNOWN = new CustomerState(-1, Map.of(), Map.of());

  /** Keeps the maps from changing. */
  public CustomerState {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    fieldVersions = Map.copyOf(fieldVersions);
  }

  /**
   * What an event makes of a customer.
   *
   * @param state the customer afterwards
   * @param stale whether the event told nothing that was not known or overwritten already
   */
  public record Applied(CustomerState state, boolean stale) {}

  /** Takes over the fields that no newer version has set. */
  public Applied apply(long eventVersion, Map<String, Object> changed) {
    Map<String, Object> merged = new LinkedHashMap<>(fields);
    Map<String, Long> versions = new LinkedHashMap<>(fieldVersions);
    boolean told = eventVersion > version;
    for (Map.Entry<String, Object> field : changed.entrySet()) {
      if (versions.getOrDefault(field.getKey(), -1L) <= eventVersion) {
        merged.put(field.getKey(), field.getValue());
        versions.put(field.getKey(), eventVersion);
        told = true;
      }
    }
    return new Applied(new CustomerState(Math.max(version, eventVersion), merged, versions), !told);
  }
}

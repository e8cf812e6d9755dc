package io.kefu.chassis.tracing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whom a piece of work is about: attributes of its span, and fields of each log line written in it.
 * Never names or text of a customer.
 *
 * @param tenantId tenant
 * @param agentId agent; may be null
 * @param messageId message; may be null
 */
public record About(String tenantId, String agentId, String messageId) {

  /** Field and attribute of the tenant. */
  public static final String TENANT = "tenant_id";

  /** Field and attribute of the agent. */
  public static final String AGENT = "agent_id";

  /** Field and attribute of the message. */
  public static final String MESSAGE = "message_id";

  /** Work for many at once. */
  public static final About NOBODY = new About(null, null, null);

  /** A whole tenant. */
  public static About tenant(String tenantId) {
    return new About(tenantId, null, null);
  }

  /** The fields that are there, by name. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    put(fields, TENANT, tenantId);
    put(fields, AGENT, agentId);
    put(fields, MESSAGE, messageId);
    return fields;
  }

  private static void put(Map<String, String> fields, String name, String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}

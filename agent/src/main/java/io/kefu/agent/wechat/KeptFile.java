package io.kefu.agent.wechat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file that waits for its message.
 *
 * @param key names it in the store
 * @param name what it is called
 * @param type its media type
 * @param size bytes
 * @param sha256 of its bytes, lower-case hexadecimal
 */
public record KeptFile(String key, String name, String type, long size, String sha256) {

  /** Where a message in the queue keeps it; never sent. */
  public static final String FIELD = "file";

  /** As a message in the queue keeps it. */
  public Map<String, Object> toFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", key);
    fields.put("name", name);
    fields.put("type", type);
    fields.put("size", size);
    fields.put("sha256", sha256);
    return fields;
  }

  /** The file of a message in the queue; empty when it has none. */
  public static Optional<KeptFile> of(Map<String, Object> message) {
    if (message.get(FIELD) instanceof Map<?, ?> fields
        && fields.get("key") instanceof String key
        && fields.get("name") instanceof String name
        && fields.get("type") instanceof String type
        && fields.get("size") instanceof Number size
        && fields.get("sha256") instanceof String sha256) {
      return Optional.of(new KeptFile(key, name, type, size.longValue(), sha256));
    }
    return Optional.empty();
  }
}

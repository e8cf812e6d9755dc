package io.kefu.deploy.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BiConsumer;

/**
 * Helm 4 writes the secrets in which it remembers releases as protobuf. The numbers are the fields
 * of Kubernetes' generated.proto: Unknown, Secret, ObjectMeta.
 */
final class ProtobufSecret {

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private ProtobufSecret() {}

  /** Whether a body is protobuf and not JSON. */
  static boolean is(byte[] body) {
    return body.length > MAGIC.length && Arrays.equals(Arrays.copyOf(body, MAGIC.length), MAGIC);
  }

  /** The same secret as JSON. */
  static ObjectNode read(byte[] body) {
    ObjectNode secret = new ObjectMapper().createObjectNode();
    ObjectNode metadata = secret.putObject("metadata");
    fields(
        ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length).slice(),
        (unknown, raw) -> {
          if (unknown == 2) {
            fields(raw, (number, value) -> field(secret, metadata, number, value));
          }
        });
    return secret;
  }

  private static void field(ObjectNode secret, ObjectNode metadata, int number, ByteBuffer value) {
    switch (number) {
      case 1 -> fields(value, (field, meta) -> meta(metadata, field, meta));
      case 2 ->
          entry(
              value,
              (key, data) ->
                  secret
                      .withObject("/data")
                      .put(key, Base64.getEncoder().encodeToString(bytes(data))));
      case 3 -> secret.put("type", text(value));
      default -> {
        // Nothing that Helm writes.
      }
    }
  }

  private static void meta(ObjectNode metadata, int number, ByteBuffer value) {
    switch (number) {
      case 1 -> metadata.put("name", text(value));
      case 3 -> metadata.put("namespace", text(value));
      case 11 -> entry(value, (key, label) -> metadata.withObject("/labels").put(key, text(label)));
      default -> {
        // The server sets the rest.
      }
    }
  }

  private static void entry(ByteBuffer entry, BiConsumer<String, ByteBuffer> each) {
    String[] key = {""};
    ByteBuffer[] found = {ByteBuffer.allocate(0)};
    fields(
        entry,
        (number, value) -> {
          if (number == 1) {
            key[0] = text(value);
          } else {
            found[0] = value;
          }
        });
    each.accept(key[0], found[0]);
  }

  /** Calls for each field that has a length; numbers are passed over. */
  private static void fields(ByteBuffer message, BiConsumer<Integer, ByteBuffer> each) {
    ByteBuffer rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      switch ((int) (tag & 7)) {
        case 0 -> varint(rest);
        case 1 -> rest.getLong();
        case 2 -> {
          int length = (int) varint(rest);
          each.accept((int) (tag >>> 3), rest.slice(rest.position(), length));
          rest.position(rest.position() + length);
        }
        default -> throw new IllegalArgumentException("no protobuf of Kubernetes");
      }
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }

  private static String text(ByteBuffer value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }
}

package io.kefu.agent.identity;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.store.OwnerOnly;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.store.StoreKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who this agent became by a one-time code: id and secret, encrypted under the store key in the
 * file {@code identity} of the home folder, so that nobody types or sees the secret.
 *
 * @param agentId this agent's id
 * @param secret its secret; never printed
 * @param payloadKey base64url of the key that payloads are sealed with, if it got one; never
 *     printed
 */
public record StoredIdentity(String agentId, String secret, Optional<String> payloadKey) {

  private static final String FILE = "identity";
  private static final String KEY_FILE = "store.key";

  /**
   * Reads what an enrolment stored; empty when there was none.
   *
   * @throws IOException when it is there and cannot be read; the message says what to do
   */
  public static Optional<StoredIdentity> load(Path home, SecureRandom random) throws IOException {
    Path file = home.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      byte[] open = cipher(home, random).open(FILE, 0, 0, Files.readAllBytes(file));
      JsonObject stored = Json.read(new String(open, StandardCharsets.UTF_8));
      return Optional.of(
          new StoredIdentity(
              stored.id("agent_id"), stored.id("secret"), stored.optionalText("payload_key")));
    } catch (GeneralSecurityException | BadJson e) {
      throw new IOException(
          file + " does not open under " + KEY_FILE + ": enrol this agent with a new code", e);
    }
  }

  /** Writes it, whole or not at all. */
  public void store(Path home, SecureRandom random) throws IOException {
    OwnerOnly.folder(home);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("agent_id", agentId);
    fields.put("secret", secret);
    payloadKey.ifPresent(key -> fields.put("payload_key", key));
    String text = Json.write(fields);
    byte[] sealed = cipher(home, random).seal(FILE, 0, 0, text.getBytes(StandardCharsets.UTF_8));
    Path part = home.resolve(FILE + ".part");
    Files.deleteIfExists(part);
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OwnerOnly.file(part);
      channel.write(ByteBuffer.wrap(sealed));
      channel.force(true);
    }
    Files.move(part, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private static RecordCipher cipher(Path home, SecureRandom random) throws IOException {
    return new RecordCipher(StoreKey.load(home.resolve(KEY_FILE), random), random);
  }

  @Override
  public String toString() {
    return "StoredIdentity[" + agentId + "]";
  }
}

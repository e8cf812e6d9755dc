package io.kefu.agent.link;

import io.kefu.agent.identity.StoredIdentity;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Exchanges the one-time code that an administrator reads out for this agent's id and secret. */
public final class Enrolment {

  private static final String PATH = "/api/v1/agents/enrol";

  private Enrolment() {}

  /**
   * Sends the code once; blocks.
   *
   * @param machineName name of this PC, for the platform's audit log
   * @throws IOException when the gateway cannot be asked or refuses; the message says what to do
   */
  public static StoredIdentity enrol(Transport transport, String code, String machineName)
      throws IOException {
    GatewayHttp.Answer answer =
        new GatewayHttp(transport)
            .post(
                PATH,
                Json.write(Map.of("code", code, "machine_name", machineName)),
                Optional.empty());
    try {
      JsonObject body = Json.read(answer.body());
      if (answer.status() == 200) {
        return new StoredIdentity(
            body.id("agent_id"), body.id("secret_key"), body.optionalText("payload_key"));
      }
      throw new IOException(
          "the gateway refused the code (HTTP "
              + answer.status()
              + "): "
              + body.optionalText("detail").orElse("ask for another one"));
    } catch (BadJson e) {
      throw new IOException(
          "the gateway's answer (HTTP "
              + answer.status()
              + ") is not understood: check gateway-url",
          e);
    }
  }
}

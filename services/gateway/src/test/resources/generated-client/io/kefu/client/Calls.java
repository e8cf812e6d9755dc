package io.kefu.client;

import io.kefu.client.api.AgentsApi;
import io.kefu.client.api.AuthApi;
import io.kefu.client.model.AgentChange;
import io.kefu.client.model.AgentSecret;
import io.kefu.client.model.AgentView;
import io.kefu.client.model.IssuedCommand;
import io.kefu.client.model.LoginRequest;
import io.kefu.client.model.NewAgent;
import io.kefu.client.model.TokenAnswer;
import java.util.List;
import java.util.function.Function;

/**
 * What an integrator writes against the client that openapi-generator makes of the served document;
 * GeneratedClientTest compiles it with that client and calls it.
 */
public final class Calls implements Function<List<String>, List<String>> {

  /**
   * Takes address, tenant, username, password and the id of an agent to be; tells what came back.
   */
  @Override
  public List<String> apply(List<String> given) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(given.get(0));
    String agentId = given.get(4);
    try {
      TokenAnswer tokens =
          new AuthApi(client)
              .login(
                  new LoginRequest()
                      .tenant(given.get(1))
                      .username(given.get(2))
                      .password(given.get(3)));
      client.setRequestInterceptor(
          request -> request.header("Authorization", "Bearer " + tokens.getAccessToken()));
      AgentsApi agents = new AgentsApi(client);
      AgentSecret made = agents.createAgent(new NewAgent().agentId(agentId).name("前台"), null);
      ApiResponse<AgentView> read = agents.getAgentWithHttpInfo(agentId);
      String version = read.getHeaders().get("ETag").get(0);
      AgentView renamed = agents.changeAgent(agentId, new AgentChange().name("后台"), version, null);
      IssuedCommand paused = agents.pauseAgent(agentId, null);
      return List.of(
          made.getAgentId(),
          Boolean.toString(made.getSecretKey().length() >= 32),
          read.getData().getName(),
          renamed.getName(),
          paused.getStatus(),
          Integer.toString(agents.listAgents(null, 1).getItems().size()),
          refusal(agents));
    } catch (ApiException e) {
      throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }

  private static String refusal(AgentsApi agents) {
    try {
      agents.getAgent("nobody");
      return "no refusal";
    } catch (ApiException e) {
      return Integer.toString(e.getCode());
    }
  }
}

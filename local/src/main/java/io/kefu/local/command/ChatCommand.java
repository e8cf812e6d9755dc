package io.kefu.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kefu.local.Json;
import io.kefu.local.chat.AgentSocket;
import io.kefu.local.chat.Answer;
import io.kefu.local.chat.AnswerView;
import io.kefu.local.chat.Conversation;
import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.fleet.FleetFile;
import io.kefu.local.fleet.FleetHome;
import io.kefu.local.fleet.FleetLogin;
import io.kefu.local.fleet.FleetSecrets;
import io.kefu.local.gateway.GatewayClient;
import io.kefu.local.gateway.GatewayException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person as the WeChat customer. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description =
        "Speaks as a WeChat customer with the running fleet and shows each reply with its"
            + " confidence, evidence and timings. Without a question it reads one a line.",
    footer = {
      "",
      "Exit code: 0 every question was decided on, 1 one was not in time, 2 wrong usage, 3 no fleet"
          + " runs."
    })
public final class ChatCommand implements Callable<Integer> {

  private static final List<String> FAREWELLS = List.of("/quit", "/exit", "/q");

  @Mixin private HomeOption homeOption;

  @Parameters(
      arity = "0..*",
      paramLabel = "QUESTION",
      description = "Asks this and ends; several words are one question.")
  private List<String> words = List.of();

  @Option(
      names = "--chat",
      paramLabel = "ID",
      description =
          "Goes on in a certain chat (default: a new one, so that nothing of an earlier one is"
              + " remembered).")
  private String chatId;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "王先生",
      description = "The customer's name (default: ${DEFAULT-VALUE}).")
  private String customer;

  @Option(names = "--group", paramLabel = "NAME", description = "Speaks in a group of that name.")
  private String group;

  @Option(names = "--no-mention", description = "In a group, does not mention us.")
  private boolean noMention;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for each answer (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(names = "--json", description = "Prints what came of each question as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Console console = Console.standard();
    if (timeoutSeconds < 1) {
      console.line("--timeout must be at least 1 second");
      return ExitCodes.USAGE;
    }
    FleetHome home = homeOption.home();
    Optional<FleetFile.Description> running = HomeOption.running(home);
    if (running.isEmpty()) {
      console.line(
          console.style(Style.RED, "No fleet runs in " + home.path())
              + ". Start it with ./kefu up in another terminal, then ask again.");
      return ExitCodes.NOT_RUNNING;
    }
    if (running.get().agentPort() == 0) {
      console.line("The fleet runs without a simulated agent; start it without --no-agent.");
      return ExitCodes.NOT_RUNNING;
    }
    return converse(console, home, running.get());
  }

  private int converse(Console console, FleetHome home, FleetFile.Description fleet) {
    var login = FleetLogin.of(FleetSecrets.in(home.secretsFile()));
    var gateway = new GatewayClient(URI.create(fleet.gatewayUrl()), login);
    try (var agent = AgentSocket.connect(fleet.agentPort())) {
      var conversation =
          new Conversation(
              agent, gateway, fleet.agentId(), chat(), Duration.ofSeconds(timeoutSeconds));
      return words.isEmpty()
          ? interactive(console, conversation)
          : one(console, conversation, String.join(" ", words));
    } catch (IOException e) {
      console.line(
          console.style(
                  Style.RED,
                  "The simulated agent on port %d cannot be used".formatted(fleet.agentPort()))
              + " (%s). See ./kefu status and %s".formatted(e.getMessage(), home.log("agent")));
      return ExitCodes.NOT_RUNNING;
    } catch (GatewayException e) {
      console.line(console.style(Style.RED, e.getMessage()));
      return ExitCodes.FAILED;
    }
  }

  private Conversation.Chat chat() {
    String id = chatId != null ? chatId : "cli-" + UUID.randomUUID().toString().substring(0, 8);
    return new Conversation.Chat(id, customer, Optional.ofNullable(group), !noMention);
  }

  private int interactive(Console console, Conversation conversation) throws IOException {
    boolean watched = System.getProperty("kefu.terminal.in", "false").equals("true");
    var input =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
    if (watched) {
      console.line("You are the customer %s. Ask something; /quit ends.".formatted(customer));
    }
    int worst = ExitCodes.OK;
    while (true) {
      if (watched) {
        console.text(console.style(Style.CYAN, "客户> "));
      }
      String line = input.readLine();
      if (line == null || FAREWELLS.contains(line.strip())) {
        return worst;
      }
      if (line.isBlank()) {
        continue;
      }
      if (!watched && !json) {
        console.line(console.style(Style.CYAN, "客户> ") + line.strip());
      }
      worst = Math.max(worst, one(console, conversation, line.strip()));
    }
  }

  private int one(Console console, Conversation conversation, String question) throws IOException {
    if (question.isBlank()) {
      console.line("The question is empty.");
      return ExitCodes.USAGE;
    }
    Answer answer = conversation.ask(question);
    if (json) {
      console.line(asJson(answer));
    } else {
      new AnswerView(console).lines(answer).forEach(console::line);
    }
    return answer.isDecided() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static String asJson(Answer answer) {
    try {
      return Json.MAPPER.writeValueAsString(answer.outcome().orElse(null));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome can always be written", e);
    }
  }
}

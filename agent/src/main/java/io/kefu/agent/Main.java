package io.kefu.agent;

import io.kefu.agent.identity.StoredIdentity;
import io.kefu.agent.link.Enrolment;
import io.kefu.agent.link.Transport;
import io.kefu.agent.log.Log;
import io.kefu.agent.log.LogSetup;
import io.kefu.agent.store.FolderDisk;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.store.StoreKey;
import io.kefu.agent.update.SignUpdate;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.collect.TailStore;
import io.kefu.agent.wechat.selector.SelectorStore;
import io.kefu.agent.wechat.simulated.SimulatedWeChat;
import io.kefu.agent.wechat.window.HabitStore;
import io.kefu.agent.wechat.window.WindowWeChat;
import io.kefu.agent.windows.WindowsPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The command line. */
public final class Main {

  private static final Log LOG = Log.of(Main.class);

  private static final String HELP =
      """
      kefu-agent: collects WeChat messages, keeps them until the gateway has them, sends the answers.

      java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx16m -jar kefu-agent.jar [WORD] [OPTION=VALUE]…

        doctor                    looks at WeChat and says what the agent finds and what to do
        dump                      saves WeChat's element tree, texts masked, for a bug report
        bench                     runs idle for 30 s once connected and prints start time, memory, CPU
        update-key FILE           makes a key to sign updates with; prints the line for update-keys.txt
        sign-update JAR KEY ZIP   packs and signs a version; prints the arguments of the command update

        --gateway-url=URL         address of the gateway (KEFU_AGENT_GATEWAY_URL)
        --agent-id=ID             this agent's id (KEFU_AGENT_ID)
        --secret-file=FILE        file with its secret (KEFU_AGENT_SECRET_FILE, or KEFU_AGENT_SECRET)
        --enrol=CODE              gets id and secret with a one-time code, keeps them, and ends
        --home=FOLDER             queue, ledger, key and logs (KEFU_AGENT_HOME)
        --config=FILE             lines "name: value", names as above with _ (KEFU_AGENT_CONFIG)
        --proxy=URL               http://host:port or socks://host:port (KEFU_AGENT_PROXY)
        --tls-ca-file=FILE        certificates to trust instead of Java's (KEFU_AGENT_TLS_CA_FILE)
        --tls-pins=PIN,…          base64 SHA-256 of the gateway's public key (KEFU_AGENT_TLS_PINS)
        --payload-sealing=auto    auto, required or off; key in KEFU_AGENT_PAYLOAD_KEY or by --enrol
                                  (KEFU_AGENT_PAYLOAD_SEALING)
        --driver=wechat|simulated which WeChat; wechat is this PC's, 3.9 or 4 (KEFU_AGENT_DRIVER)
        --own-name=NAME           our name in WeChat, for mentions in groups (KEFU_AGENT_OWN_NAME)
        --chats-allow=NAME,…      collect these chats alone (KEFU_AGENT_CHATS_ALLOW)
        --chats-deny=NAME,…       never open or collect these (KEFU_AGENT_CHATS_DENY)
        --groups=all|listed|none  which groups are collected (KEFU_AGENT_GROUPS)
        --send-key=enter|ctrl+enter  as in WeChat's settings (KEFU_AGENT_SEND_KEY)
        --quiet-ms=1500           how long nobody must have used keyboard or mouse (KEFU_AGENT_QUIET_MS)
        --visit=true|false        whether chats with unread messages are opened (KEFU_AGENT_VISIT)
        --received-files=FOLDER,… where WeChat saves files; off uploads none (KEFU_AGENT_RECEIVED_FILES)
        --simulated-port=18090    loopback port of the simulated WeChat (KEFU_AGENT_SIMULATED_PORT)
        --simulated-script=FILE   lines it plays at the start (KEFU_AGENT_SIMULATED_SCRIPT)
        --log-level=info|debug    (KEFU_AGENT_LOG_LEVEL)
        --version, --help
      """;

  private static final int MAX_MACHINE_NAME = 100;
  private static final int WRONG_USE = 2;
  private static final int CANNOT_RUN = 1;

  private Main() {}

  /** Runs until it is told to stop. */
  public static void main(String[] args) throws InterruptedException {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(HELP);
      return;
    }
    if (arguments.contains("--version")) {
      System.out.println("kefu-agent " + Version.OF_THIS_BUILD);
      return;
    }
    try {
      String word = arguments.isEmpty() ? "" : arguments.get(0);
      if (word.equals("update-key") || word.equals("sign-update")) {
        publish(word, arguments.subList(1, arguments.size()));
        return;
      }
      boolean bench = word.equals("bench");
      boolean look = word.equals("doctor") || word.equals("dump");
      List<String> options = bench || look ? arguments.subList(1, arguments.size()) : arguments;
      Settings settings = Settings.read(options, System.getenv());
      if (look) {
        look(word, settings);
        return;
      }
      if (settings.enrolCode().isPresent()) {
        enrol(settings.configBeforeEnrolment(), settings.enrolCode().get());
        return;
      }
      run(settings.config(), bench);
    } catch (BadConfig e) {
      System.err.println("kefu-agent: " + e.getMessage());
      System.exit(WRONG_USE);
    } catch (IOException e) {
      LOG.error("agent.cannot_run", "reason", e.getMessage());
      LOG.trace("agent.cannot_run", e);
      System.err.println("kefu-agent: " + e.getMessage());
      System.exit(CANNOT_RUN);
    }
  }

  private static void look(String word, Settings settings) throws IOException, BadConfig {
    if (word.equals("dump")) {
      LookCommands.dump(new WindowsPorts(), settings);
    } else if (!LookCommands.doctor(new WindowsPorts(), settings)) {
      System.exit(CANNOT_RUN);
    }
  }

  private static void publish(String word, List<String> files) throws IOException, BadConfig {
    if (word.equals("update-key") && files.size() == 1) {
      System.out.println(SignUpdate.newKey(Path.of(files.get(0))));
    } else if (word.equals("sign-update") && files.size() == 3) {
      System.out.println(
          SignUpdate.sign(Path.of(files.get(0)), Path.of(files.get(1)), Path.of(files.get(2))));
    } else {
      throw new BadConfig(word + " needs its files in order; --help shows them");
    }
  }

  private static void enrol(AgentConfig config, String code) throws IOException {
    Transport transport =
        Transport.of(config.gateway(), config.proxy(), config.authorities(), config.tlsPins());
    StoredIdentity identity = Enrolment.enrol(transport, code, machineName());
    identity.store(config.home(), new SecureRandom());
    System.out.println(
        "kefu-agent: enrolled as " + identity.agentId() + "; start it now without --enrol");
  }

  private static String machineName() {
    String windows = System.getenv("COMPUTERNAME");
    String name = windows != null ? windows : System.getenv("HOSTNAME");
    return name == null ? "" : name.substring(0, Math.min(name.length(), MAX_MACHINE_NAME));
  }

  private static void run(AgentConfig config, boolean bench)
      throws IOException, InterruptedException {
    String logProblem = LogSetup.configure(config.home().resolve("logs"), config.debug());
    if (logProblem != null) {
      LOG.warn(
          "log.files_unwritable", "reason", logProblem, "do", "check the home folder's rights");
    }
    Clock clock = Clock.systemUTC();
    SelectorStore selectors = SelectorStore.open(config.home());
    HabitStore habits = HabitStore.open(config.home(), config.habits());
    Agent agent =
        new Agent(
            config,
            Agent.AgentLimits.DEFAULT,
            driver(config, selectors, habits, clock),
            selectors,
            habits,
            clock);
    Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "kefu-stop"));
    agent.start();
    LOG.info(
        "agent.started",
        "version",
        Version.OF_THIS_BUILD,
        "agent_id",
        config.agentId(),
        "gateway",
        config.gateway(),
        "driver",
        config.driver());
    if (bench) {
      System.out.println(Bench.measure(agent, clock));
      System.exit(0);
    }
    new CountDownLatch(1).await();
  }

  private static WeChatDriver driver(
      AgentConfig config, SelectorStore selectors, HabitStore habits, Clock clock) {
    return switch (config.driver()) {
      case SIMULATED ->
          new SimulatedWeChat(config.simulatedPort(), config.simulatedScript(), clock);
      case WECHAT ->
          new WindowWeChat(
              new WindowWeChat.Needs(
                  new WindowsPorts(),
                  selectors::current,
                  habits::current,
                  () -> tails(config.home()),
                  config.receivedFiles(),
                  clock));
    };
  }

  private static TailStore tails(Path home) throws IOException {
    SecureRandom random = new SecureRandom();
    return TailStore.open(
        new FolderDisk(home.resolve("tails")),
        new RecordCipher(StoreKey.load(home.resolve("store.key"), random), random));
  }
}

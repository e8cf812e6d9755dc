package io.kefu.agent;

import io.kefu.agent.attachment.AttachmentDesk;
import io.kefu.agent.attachment.AttachmentStore;
import io.kefu.agent.boot.Boot;
import io.kefu.agent.command.Commands;
import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.Reply;
import io.kefu.agent.health.Vitals;
import io.kefu.agent.link.GatewayHttp;
import io.kefu.agent.link.Link;
import io.kefu.agent.link.LinkAssembly;
import io.kefu.agent.link.LinkLimits;
import io.kefu.agent.link.Transport;
import io.kefu.agent.link.Uploads;
import io.kefu.agent.local.LocalAnswers;
import io.kefu.agent.local.RuleBook;
import io.kefu.agent.log.Log;
import io.kefu.agent.queue.MessageQueue;
import io.kefu.agent.queue.QueueLimits;
import io.kefu.agent.reply.DeskLimits;
import io.kefu.agent.reply.ReplyDesk;
import io.kefu.agent.reply.SendLedger;
import io.kefu.agent.reply.ServerClock;
import io.kefu.agent.store.EncryptedLog;
import io.kefu.agent.store.FolderDisk;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.store.StoreKey;
import io.kefu.agent.update.GatewayFetch;
import io.kefu.agent.update.Installation;
import io.kefu.agent.update.Updater;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.selector.SelectorStore;
import io.kefu.agent.wechat.window.HabitStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The running agent: WeChat, queue, ledger, reply desk and link, put together. */
public final class Agent implements AutoCloseable {

  private static final Log LOG = Log.of(Agent.class);

  private final WeChatDriver driver;
  private final HomeLock lock;
  private final MessageQueue queue;
  private final SendLedger ledger;
  private final ReplyDesk replies;
  private final Link link;
  private final LocalAnswers local;
  private final AttachmentStore files;
  private final AttachmentDesk attachments;
  private final CompletableFuture<Instant> connected = new CompletableFuture<>();

  /**
   * Opens the stores; nothing runs before {@link #start}.
   *
   * @throws IOException when the home cannot be used; the message says what to do
   */
  public Agent(AgentConfig config, AgentLimits limits, WeChatDriver driver, Clock clock)
      throws IOException {
    this(
        config,
        limits,
        driver,
        SelectorStore.open(config.home()),
        HabitStore.open(config.home(), config.habits()),
        clock);
  }

  /** The same, with selectors and habits that the driver uses too. */
  Agent(
      AgentConfig config,
      AgentLimits limits,
      WeChatDriver driver,
      SelectorStore selectors,
      HabitStore habits,
      Clock clock)
      throws IOException {
    this.driver = driver;
    SecureRandom random = new SecureRandom();
    Path home = config.home();
    this.lock = HomeLock.take(home);
    byte[] key = StoreKey.load(home.resolve("store.key"), random);
    this.queue =
        MessageQueue.open(
            new FolderDisk(home.resolve("queue")),
            new RecordCipher(key, random),
            limits.queue(),
            clock);
    report("queue", queue.damage());
    this.ledger =
        SendLedger.open(
            new FolderDisk(home.resolve("ledger")), new RecordCipher(key, random), clock);
    report("ledger", ledger.damage());
    ServerClock serverClock = new ServerClock(clock);
    Transport transport =
        Transport.of(config.gateway(), config.proxy(), config.authorities(), config.tlsPins());
    RuleBook rules = RuleBook.open(home);
    GatewayHttp http = new GatewayHttp(transport);
    Updater updater =
        new Updater(
            Installation.ofThisProgram(),
            Version.OF_THIS_BUILD,
            new GatewayFetch(http, () -> link().accessToken()),
            Agent::startAnew);
    Uploads uploads = new Uploads(http, () -> link().accessToken());
    this.files = new AttachmentStore(home.resolve("attachments"), key, random, clock.instant());
    this.attachments =
        new AttachmentDesk(files, uploads, limits.fileGrace(), clock, () -> link().messageKept());
    this.replies = new ReplyDesk(driver, ledger, limits.desk(), clock, serverClock, this::receipt);
    this.link =
        LinkAssembly.assemble(
            new LinkAssembly.Access(transport, config.agentId(), config.secret(), config.sealing()),
            limits.link(),
            clock,
            serverClock,
            queue,
            ledger,
            replies,
            new RunningFacts(driver, queue, new Vitals(clock), rules),
            new RunningEvents(driver, connected, this::localAnswers, updater),
            attachments,
            new Commands(
                new Commands.Parts(
                    this::pause, rules, selectors, habits, driver, uploads, updater, home)),
            random);
    this.local =
        new LocalAnswers(
            rules,
            link::unreachableFor,
            limits.localGrace(),
            clock,
            serverClock::now,
            replies::accept);
  }

  /** Begins to collect, to send and to connect. */
  public void start() throws IOException {
    replies.start();
    driver.start(new Kept());
    link.start();
  }

  /** Completed with the moment of the first session. */
  public CompletableFuture<Instant> connected() {
    return connected;
  }

  @Override
  public void close() {
    driver.close();
    local.close();
    attachments.close();
    replies.close();
    link.close();
    LOG.info("agent.stopped", "queue_depth", queue.depth());
    closeQuietly("queue", queue);
    closeQuietly("ledger", ledger);
    closeQuietly("lock", lock);
  }

  private static void closeQuietly(String what, Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      LOG.warn("agent.close_failed", "what", what, "reason", Log.reason(e));
    }
  }

  private Keeping keep(ChatMessage message) {
    Keeping keeping = queue.keep(message);
    if (keeping instanceof Keeping.Kept) {
      link.messageKept();
      local.kept(message);
    } else if (keeping instanceof Keeping.Refused refused) {
      LOG.error("queue.not_kept", "code", refused.code(), "do", refused.advice());
    }
    return keeping;
  }

  /** Receipts go to the gateway; of what the agent answered itself our own message does. */
  private void receipt(Receipt receipt) {
    if (!Reply.isLocal(receipt.replyId())) {
      link.receipt(receipt);
      return;
    }
    Optional<ChatMessage> report = local.report(receipt.replyId());
    if (receipt.status() == Receipt.Status.SENT && report.isPresent()) {
      keep(report.get());
    }
  }

  private void pause(boolean pause) {
    replies.pause(pause);
    driver.pause(pause);
  }

  /** Ends the program in a thread of its own, because its end waits for the one that asks. */
  private static void startAnew() {
    new Thread(() -> System.exit(Boot.AGAIN), "kefu-restart").start();
  }

  private Link link() {
    return link;
  }

  private LocalAnswers localAnswers() {
    return local;
  }

  private static void report(String store, EncryptedLog.Damage damage) {
    if (damage.tornBytes() > 0) {
      LOG.info(store + ".tail_repaired", "bytes", damage.tornBytes());
    }
    if (damage.lostSomething()) {
      LOG.error(
          store + ".damaged",
          "damaged_places",
          damage.damagedRecords(),
          "set_aside",
          damage.setAside(),
          "do",
          "check the disk; what could be read is kept. Files set aside open with the old store.key"
              + " only: restore it if you have it");
    }
  }

  /** What the driver hands over. */
  private final class Kept implements WeChatDriver.Inbox {

    @Override
    public Keeping keep(ChatMessage message) {
      return Agent.this.keep(message);
    }

    @Override
    public Optional<KeptFile> keepFile(InputStream content, String name, String type)
        throws IOException {
      return files.keep(content, name, type);
    }
  }

  /**
   * Limits of all rooms; tests shorten them.
   *
   * @param localGrace after which local rules answer
   * @param fileGrace how long a message waits for the upload of its file
   */
  public record AgentLimits(
      QueueLimits queue,
      DeskLimits desk,
      LinkLimits link,
      Duration localGrace,
      Duration fileGrace) {

    /** The defaults. */
    public static final AgentLimits DEFAULT =
        new AgentLimits(
            QueueLimits.DEFAULT,
            DeskLimits.DEFAULT,
            LinkLimits.DEFAULT,
            Duration.ofSeconds(20),
            Duration.ofSeconds(20));
  }
}

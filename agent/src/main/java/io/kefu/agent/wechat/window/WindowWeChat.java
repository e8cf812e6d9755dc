package io.kefu.agent.wechat.window;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.collect.ChatCollector;
import io.kefu.agent.wechat.collect.TailStore;
import io.kefu.agent.wechat.layout.Client;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.send.SendProcedure;
import io.kefu.agent.wechat.send.SendTimes;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.TopWindow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A real WeChat window as {@link WeChatDriver}: one thread opens the ports and does everything with
 * them, rounds and sends in turn, because windows have one keyboard and UI Automation wants one
 * apartment.
 */
public final class WindowWeChat implements WeChatDriver {

  private static final Log LOG = Log.of(WindowWeChat.class);

  /** While something happens. */
  private static final Duration LIVELY = Duration.ofMillis(700);

  /** When nothing has happened for {@link #CALM_AFTER} rounds: idle costs less than one percent. */
  private static final Duration CALM = Duration.ofSeconds(2);

  private static final int CALM_AFTER = 30;

  /** Longer than any send can last; beyond it WeChat does not answer any more. */
  private static final Duration SEND_LIMIT = Duration.ofSeconds(90);

  /** A picture waits for its turn, which a send may take first. */
  private static final int SCREENSHOT_SECONDS = 120;

  /**
   * What a driver over a window needs.
   *
   * @param receivedFiles folders where WeChat saves files
   */
  public record Needs(
      OpenPorts ports,
      Supplier<Selectors> selectors,
      Supplier<Habits> habits,
      OpenTails tails,
      List<Path> receivedFiles,
      Clock clock) {}

  /** Opens the memory of chats; called once, when the home folder is this program's alone. */
  public interface OpenTails {
    /** Opens it. */
    TailStore open() throws IOException;
  }

  private final Needs needs;
  private final ScheduledThreadPoolExecutor thread;
  private final StatusAdvice advice = new StatusAdvice();
  private OpenPorts.Opened ports;
  private TailStore tails;
  private ChatRounds rounds;
  private Inbox inbox;
  private int calmRounds;
  private int versionOf;
  private long keptCount;
  private volatile WeChatStatus status = WeChatStatus.NOT_RUNNING;
  private volatile Optional<String> version = Optional.empty();
  private volatile boolean locked;
  private volatile boolean paused;

  /** Does nothing before {@link #start}. */
  public WindowWeChat(Needs needs) {
    this.needs = needs;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread one = new Thread(task, "kefu-wechat");
              one.setDaemon(true);
              return one;
            });
    this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void start(Inbox messages) throws IOException {
    inbox =
        new Inbox() {
          @Override
          public Keeping keep(ChatMessage message) {
            Keeping keeping = messages.keep(message);
            keptCount++;
            return keeping;
          }

          @Override
          public Optional<KeptFile> keepFile(InputStream content, String name, String type)
              throws IOException {
            return messages.keepFile(content, name, type);
          }
        };
    try {
      thread.submit(this::open).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new IOException(
          "Windows' UI Automation cannot be used: " + Log.reason(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    thread.execute(this::round);
  }

  @Override
  public WeChatStatus status() {
    return status;
  }

  @Override
  public Optional<String> version() {
    return version;
  }

  @Override
  public boolean screenLocked() {
    return locked;
  }

  @Override
  public Optional<Picture> screenshot() throws IOException {
    return picture(() -> rounds.picture());
  }

  @Override
  public Optional<Picture> messages() throws IOException {
    return picture(() -> rounds.messages());
  }

  private Optional<Picture> picture(Callable<Optional<Picture>> taken) throws IOException {
    try {
      return thread.submit(taken).get(SCREENSHOT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      throw new IOException("WeChat's window cannot be pictured: " + Log.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the agent stops", e);
    }
  }

  @Override
  public void pause(boolean pause) {
    paused = pause;
  }

  @Override
  public SendResult send(Reply part) {
    AtomicBoolean begun = new AtomicBoolean();
    Future<SendResult> sending;
    try {
      sending =
          thread.submit(
              () -> {
                begun.set(true);
                calmRounds = 0;
                return rounds.send(part);
              });
    } catch (RejectedExecutionException e) {
      return new SendResult.Failed("agent_stops", "the agent stopped before anything was sent");
    }
    try {
      return sending.get(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sending.cancel(false);
      return begun.get()
          ? new SendResult.Unknown("wechat_hangs", "WeChat does not answer; look into the chat")
          : new SendResult.Failed("wechat_hangs", "WeChat does not answer; nothing was sent");
    } catch (ExecutionException e) {
      LOG.trace("send.fault", e);
      return new SendResult.Unknown("driver_error", Log.reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SendResult.Unknown("agent_stops", "the agent was stopped while it sent");
    }
  }

  @Override
  public void close() {
    try {
      thread.execute(
          () -> {
            if (ports != null) {
              ports.close().run();
            }
          });
      thread.shutdown();
      thread.awaitTermination(5, TimeUnit.SECONDS);
      if (tails != null) {
        tails.close();
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("wechat.closed_already", "reason", Log.reason(e));
    } catch (IOException e) {
      LOG.warn("wechat.tails_not_closed", "reason", Log.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Void open() throws IOException {
    ports = needs.ports().open();
    tails = needs.tails().open();
    OwnTexts ownTexts = new OwnTexts();
    SendProcedure.Pause pause = WindowWeChat::pause;
    rounds =
        new ChatRounds(
            new ChatRounds.Ports(ports.tree(), ports.desktop(), pause, needs.clock()),
            needs.selectors(),
            needs.habits(),
            new ChatCollector(tails, inbox, ownTexts::take, needs.clock()),
            ownTexts,
            new RowFiles(
                ports.desktop(),
                inbox,
                new RowOriginals(
                    new ReceivedFiles(needs.receivedFiles(), needs.clock()), inbox, pause)),
            SendTimes.DEFAULT);
    return null;
  }

  private void round() {
    long keptBefore = keptCount;
    try {
      locked = !ports.desktop().inputPossible();
      Client client = paused ? rounds.look() : rounds.round();
      learn(client);
    } catch (IOException e) {
      LOG.error(
          "collect.tails_unwritable",
          "reason",
          Log.reason(e),
          "do",
          "free disk space; messages stay in WeChat meanwhile");
    } catch (RuntimeException | LinkageError e) {
      LOG.error("collect.fault", "reason", Log.reason(e));
      LOG.trace("collect.fault", e);
    }
    calmRounds = keptCount == keptBefore ? calmRounds + 1 : 0;
    Duration next = calmRounds > CALM_AFTER ? CALM : LIVELY;
    if (!thread.isShutdown()) {
      try {
        thread.schedule(this::round, next.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("wechat.stopped", "reason", "the agent stops");
      }
    }
  }

  private void learn(Client client) {
    status = client.status();
    int process = client.window().map(TopWindow::processId).orElse(0);
    if (process != versionOf) {
      versionOf = process;
      version = process == 0 ? Optional.empty() : ports.desktop().programVersion(process);
    }
    advice.tell(client, locked);
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

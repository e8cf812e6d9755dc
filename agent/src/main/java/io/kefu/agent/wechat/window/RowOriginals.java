package io.kefu.agent.wechat.window;

import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.send.SendProcedure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The files of rows that are files, as WeChat saved them. A download that is under way is waited
 * for, a few seconds for all rows of a look together: an answer must not wait behind a film. One
 * thread.
 */
final class RowOriginals {

  private static final Log LOG = Log.of(RowOriginals.class);
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final int LOOKS = 10;
  private static final String TYPE = "application/octet-stream";

  private final ReceivedFiles received;
  private final WeChatDriver.Inbox inbox;
  private final SendProcedure.Pause pause;

  RowOriginals(ReceivedFiles received, WeChatDriver.Inbox inbox, SendProcedure.Pause pause) {
    this.received = received;
    this.inbox = inbox;
    this.pause = pause;
  }

  /** One look at a chat, with its share of patience. */
  Looking look() {
    return new Looking();
  }

  /** What is left of the patience of one look. */
  final class Looking {
    private int left = LOOKS;

    /** The row's file; empty when it cannot be had. */
    Optional<KeptFile> of(ScreenRow row) {
      Optional<String> name = received.none() ? Optional.empty() : ReceivedFiles.name(row.text());
      return name.flatMap(this::whole).flatMap(file -> keep(file, name.get()));
    }

    /** A file that does not grow any more. */
    private Optional<Path> whole(String name) {
      Optional<Path> before = Optional.empty();
      long size = -1;
      while (left-- > 0) {
        Optional<Path> file = received.find(name);
        long now = file.map(RowOriginals::size).orElse(-1L);
        if (file.isPresent() && file.equals(before) && now == size) {
          return file;
        }
        before = file;
        size = now;
        pause.pause(LOOK);
      }
      LOG.info("attachment.left_out", "reason", "WeChat has not saved the file");
      return Optional.empty();
    }
  }

  private Optional<KeptFile> keep(Path file, String name) {
    try (InputStream content = Files.newInputStream(file)) {
      Optional<KeptFile> kept = inbox.keepFile(content, name, TYPE);
      received.take(file);
      return kept;
    } catch (IOException e) {
      LOG.warn("attachment.not_kept", "reason", Log.reason(e), "do", "free disk space");
      return Optional.empty();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }
}

package io.kefu.agent.attachment;

import io.kefu.agent.link.Attachments;
import io.kefu.agent.link.Uploads;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.KeptFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Uploads the file of a message before the message goes, because the platform takes each message
 * once: a file cannot be added later. A message waits for its file only so long; then it goes
 * without, for a customer's words matter more than his picture. Thread-safe.
 */
public final class AttachmentDesk implements Attachments, AutoCloseable {

  private static final Log LOG = Log.of(AttachmentDesk.class);
  private static final int KEEP_ALIVE_SECONDS = 5;
  private static final long PAUSE_MILLIS = 500;

  private static final class Upload {
    private final KeptFile file;
    private final Instant deadline;
    private volatile boolean over;
    private volatile Optional<Map<String, Object>> attachment = Optional.empty();

    Upload(KeptFile file, Instant deadline) {
      this.file = file;
      this.deadline = deadline;
    }
  }

  private final AttachmentStore store;
  private final Uploads uploads;
  private final Duration patience;
  private final Clock clock;
  private final Runnable finished;
  private final Map<String, Upload> known = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor pool;

  /**
   * A desk.
   *
   * @param patience how long a message waits for its file
   * @param finished called when a message may go
   */
  public AttachmentDesk(
      AttachmentStore store, Uploads uploads, Duration patience, Clock clock, Runnable finished) {
    this.store = store;
    this.uploads = uploads;
    this.patience = patience;
    this.clock = clock;
    this.finished = finished;
    this.pool =
        new ThreadPoolExecutor(
            1,
            1,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "kefu-upload");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public boolean ready(String messageId, Map<String, Object> message) {
    Optional<KeptFile> file = KeptFile.of(message);
    if (file.isEmpty()) {
      return true;
    }
    Upload upload = known.get(messageId);
    if (upload == null) {
      begin(messageId, file.get());
      return false;
    }
    if (!upload.over && clock.instant().isAfter(upload.deadline)) {
      upload.over = true;
      LOG.warn("attachment.left_out", "message_id", messageId, "reason", "the upload takes long");
    }
    return upload.over;
  }

  @Override
  public Map<String, Object> complete(String messageId, Map<String, Object> message) {
    if (!message.containsKey(KeptFile.FIELD)) {
      return message;
    }
    Map<String, Object> complete = new LinkedHashMap<>(message);
    complete.remove(KeptFile.FIELD);
    Upload upload = known.get(messageId);
    if (upload != null) {
      upload.attachment.ifPresent(fields -> complete.put("attachment", fields));
    }
    return complete;
  }

  @Override
  public void over(String messageId) {
    Upload upload = known.remove(messageId);
    if (upload != null) {
      store.forget(upload.file);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  private void begin(String messageId, KeptFile file) {
    Upload upload = new Upload(file, clock.instant().plus(patience));
    known.put(messageId, upload);
    try {
      pool.execute(
          () -> {
            try {
              run(messageId, upload);
            } catch (RuntimeException e) {
              LOG.error("attachment.fault", "reason", Log.reason(e));
              LOG.trace("attachment.fault", e);
            }
            upload.over = true;
            finished.run();
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("attachment.stopped", "reason", "the agent stops");
    }
  }

  /** Tries until the message goes; the key lets the gateway store it once. */
  private void run(String messageId, Upload upload) {
    KeptFile file = upload.file;
    while (!upload.over && clock.instant().isBefore(upload.deadline)) {
      try {
        Map<String, Object> named =
            uploads.upload(
                new Uploads.Content(file.name(), file.type(), file.size(), () -> store.open(file)),
                file.key());
        if (!file.sha256().equals(named.get("sha256"))) {
          throw new IOException("the gateway has other bytes");
        }
        upload.attachment =
            Optional.of(
                Map.of(
                    "object_id", named.get("file_id"),
                    "name", file.name(),
                    "size", file.size(),
                    "sha256", file.sha256()));
        return;
      } catch (Uploads.Refused e) {
        LOG.warn("attachment.left_out", "message_id", messageId, "reason", e.getMessage());
        return;
      } catch (IOException e) {
        LOG.debug("attachment.not_yet", "message_id", messageId, "reason", Log.reason(e));
        if (!pause()) {
          return;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

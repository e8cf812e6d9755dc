package io.kefu.agent.wechat.window;

import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.collect.ChatCollector;
import io.kefu.agent.wechat.layout.OpenedChat;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.Png;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What rows hold besides text. A picture is cut out of the window as it shows it: enough for a
 * person and for text recognition on the server, and no click, no menu and no clipboard is needed.
 * A file is the one that WeChat saved ({@link RowOriginals}). A row offered again (the queue was
 * full) has the file it had. One thread.
 */
final class RowFiles {

  private static final Log LOG = Log.of(RowFiles.class);
  private static final int REMEMBERED = 50;

  /** Less of a row is an edge, not a picture. */
  private static final int LEAST_PIXELS = 32;

  private final Desktop desktop;
  private final WeChatDriver.Inbox inbox;
  private final RowOriginals originals;
  private final Map<String, Optional<KeptFile>> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<KeptFile>> eldest) {
          return size() > REMEMBERED;
        }
      };

  RowFiles(Desktop desktop, WeChatDriver.Inbox inbox, RowOriginals originals) {
    this.desktop = desktop;
    this.inbox = inbox;
    this.originals = originals;
  }

  /** The files of one chat's rows. */
  ChatCollector.RowFiles of(long window, OpenedChat chat) {
    RowOriginals.Looking saved = originals.look();
    return (messageId, row) ->
        kept.computeIfAbsent(
            messageId,
            id ->
                chat.rows().get(row).kind() == ChatMessage.Kind.FILE
                    ? saved.of(chat.rows().get(row))
                    : cut(window, chat.visible(row)));
  }

  private Optional<KeptFile> cut(long window, Bounds place) {
    if (place.width() < LEAST_PIXELS || place.height() < LEAST_PIXELS) {
      return Optional.empty();
    }
    try {
      Picture picture = desktop.picture(window, place);
      if (picture.width() == 0 || picture.height() == 0) {
        return Optional.empty();
      }
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      Png.write(picture, png);
      return inbox.keepFile(
          new ByteArrayInputStream(png.toByteArray()), "wechat-image.png", "image/png");
    } catch (IOException e) {
      LOG.warn("attachment.not_kept", "reason", Log.reason(e), "do", "free disk space");
      return Optional.empty();
    }
  }
}

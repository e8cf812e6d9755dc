package io.kefu.agent.wechat.collect;

import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.screen.ScreenRow;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the rows of a chat into messages, each once (domain.md §9).
 *
 * <p>New is what follows the remembered tail. A chat seen for the first time has history above:
 * only as many rows as WeChat calls unread are new. A message is kept on disk before the tail moves
 * past it, so a crash in between collects the row again, under the same id, and the queue knows it.
 * Called by one thread at a time.
 */
public final class ChatCollector {

  private static final Log LOG = Log.of(ChatCollector.class);
  private static final int POSITION_ROWS = 3;

  /** Our account, when no window tells its name. */
  private static final String OURSELVES = "self";

  /**
   * A chat that is open on the screen.
   *
   * @param id stable within the agent
   * @param name its title
   * @param group whether it is a group
   * @param ownName our name, to notice that we are mentioned
   */
  public record OpenChat(String id, String name, boolean group, String ownName) {}

  /**
   * What one look brought.
   *
   * @param kept messages now on disk
   * @param gap whether rows between the last look and this one may be missing
   * @param refused whether the queue could not take one: the rest is collected at the next look
   */
  public record Outcome(int kept, boolean gap, boolean refused) {}

  /** Knows which own rows the agent typed itself: they are no messages of a person. */
  public interface OwnRows {
    /** Whether the agent typed this; asked once for each row. */
    boolean typedByAgent(String chatId, String text);
  }

  /** Files of rows. */
  public interface RowFiles {
    /**
     * The file of a row that is a picture or a file; empty when it cannot be had.
     *
     * @param messageId of the message that the row becomes
     * @param row its index
     */
    Optional<KeptFile> of(String messageId, int row);
  }

  private final TailStore tails;
  private final WeChatDriver.Inbox inbox;
  private final OwnRows ownRows;
  private final Clock clock;
  private Optional<List<ScreenRow>> lastLook = Optional.empty();
  private String lastChat = "";

  /** A collector that remembers in a store. */
  public ChatCollector(TailStore tails, WeChatDriver.Inbox inbox, OwnRows ownRows, Clock clock) {
    this.tails = tails;
    this.inbox = inbox;
    this.ownRows = ownRows;
    this.clock = clock;
  }

  /**
   * Whether two looks in a row saw the same: while rows are still coming, nobody can tell their
   * order.
   */
  public boolean steady(OpenChat chat, List<ScreenRow> rows) {
    boolean same = chat.id().equals(lastChat) && lastLook.map(rows::equals).orElse(false);
    lastChat = chat.id();
    lastLook = Optional.of(List.copyOf(rows));
    return same;
  }

  /** Collects what is new in steady rows, without files. */
  public Outcome collect(OpenChat chat, List<ScreenRow> rows, int unread) throws IOException {
    return collect(chat, rows, unread, (messageId, row) -> Optional.empty());
  }

  /**
   * Collects what is new in steady rows.
   *
   * @param rows what the list shows, oldest first
   * @param unread how many messages WeChat called unread before the chat was opened
   * @param files of rows that are pictures or files
   */
  public Outcome collect(OpenChat chat, List<ScreenRow> rows, int unread, RowFiles files)
      throws IOException {
    List<String> hashes = rows.stream().map(RowHash::of).toList();
    Optional<ChatTail> known = tails.find(chat.id());
    Optional<Integer> after =
        known
            .filter(tail -> !tail.rows().isEmpty())
            .flatMap(t -> TailMatch.firstNew(t.rows(), hashes));
    boolean gap = known.isPresent() && !known.get().rows().isEmpty() && after.isEmpty();
    if (gap && !rows.isEmpty()) {
      LOG.warn("collect.gap", "chat", Log.mask(chat.name()), "unread", unread);
    }
    if (rows.isEmpty()) {
      return new Outcome(0, false, false);
    }
    int first = after.orElseGet(() -> firstUnread(rows, unread));
    return keep(chat, rows, hashes, first, known, gap, files);
  }

  private Outcome keep(
      OpenChat chat,
      List<ScreenRow> rows,
      List<String> hashes,
      int first,
      Optional<ChatTail> known,
      boolean gap,
      RowFiles files)
      throws IOException {
    List<String> seen = new ArrayList<>();
    if (first > 0) {
      seen.addAll(gap || known.isEmpty() ? hashes.subList(0, first) : known.get().rows());
    } else if (known.isPresent() && !gap) {
      seen.addAll(known.get().rows());
    }
    long count = known.map(ChatTail::count).orElse(0L);
    int kept = 0;
    for (int i = first; i < rows.size(); i++) {
      ScreenRow row = rows.get(i);
      if (!skip(chat, row)) {
        String id = "w-" + RowHash.digest(chat.id(), Long.toString(count), hashes.get(i));
        boolean hasFile =
            row.kind() == ChatMessage.Kind.IMAGE || row.kind() == ChatMessage.Kind.FILE;
        Optional<KeptFile> file = hasFile ? files.of(id, i) : Optional.empty();
        Keeping keeping = inbox.keep(message(chat, row, id, seen, file));
        if (keeping instanceof Keeping.Refused refused) {
          LOG.warn("collect.refused", "code", refused.code(), "left", rows.size() - i);
          remember(chat, seen, count, known);
          return new Outcome(kept, gap, true);
        }
        kept += keeping instanceof Keeping.Kept ? 1 : 0;
      }
      count++;
      seen.add(hashes.get(i));
    }
    remember(chat, seen, count, known);
    return new Outcome(kept, gap, false);
  }

  /** Not a message: what the agent typed, on whichever side it seems to stand, and empty rows. */
  private boolean skip(OpenChat chat, ScreenRow row) {
    boolean bare = row.kind() == ChatMessage.Kind.SYSTEM && row.text().isBlank();
    return bare
        || row.kind() != ChatMessage.Kind.SYSTEM && ownRows.typedByAgent(chat.id(), row.text());
  }

  private void remember(OpenChat chat, List<String> seen, long count, Optional<ChatTail> known)
      throws IOException {
    ChatTail tail = new ChatTail(seen, count);
    if (known.isEmpty() || !known.get().equals(tail)) {
      tails.remember(chat.id(), tail);
    }
  }

  private ChatMessage message(
      OpenChat chat, ScreenRow row, String id, List<String> seen, Optional<KeptFile> file) {
    String before =
        RowHash.digest(
            seen.subList(Math.max(0, seen.size() - POSITION_ROWS), seen.size())
                .toArray(String[]::new));
    String ours = chat.ownName().isEmpty() ? OURSELVES : chat.ownName();
    String sender = row.own() ? ours : row.sender().isEmpty() ? chat.name() : row.sender();
    String senderId = chat.group() && !row.own() ? chat.id() + "/" + sender : sender;
    return new ChatMessage(
        id,
        chat.id(),
        chat.group(),
        chat.name(),
        senderId.substring(0, Math.min(senderId.length(), ChatMessage.MAX_ID)),
        sender,
        row.kind(),
        row.said(),
        clock.instant(),
        mentioned(chat, row),
        row.own(),
        Optional.of(before),
        row.quote(),
        file);
  }

  private static boolean mentioned(OpenChat chat, ScreenRow row) {
    if (!chat.group() || row.own() || chat.ownName().isEmpty()) {
      return false;
    }
    String mark = "@" + chat.ownName();
    for (int at = row.text().indexOf(mark); at >= 0; at = row.text().indexOf(mark, at + 1)) {
      int end = at + mark.length();
      // @小王 is not @小王子: WeChat puts a four-per-em space behind a mention, people a space.
      if (end == row.text().length() || !Character.isLetterOrDigit(row.text().charAt(end))) {
        return true;
      }
    }
    return false;
  }

  /** Index of the first of the last rows that others wrote, as many as are unread. */
  private static int firstUnread(List<ScreenRow> rows, int unread) {
    int left = unread;
    int first = rows.size();
    for (int i = rows.size() - 1; i >= 0 && left > 0; i--) {
      ScreenRow row = rows.get(i);
      if (!row.own() && row.kind() != ChatMessage.Kind.SYSTEM) {
        left--;
        first = i;
      }
    }
    return first;
  }
}

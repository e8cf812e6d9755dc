package io.kefu.message.command;

import io.kefu.contracts.ChatKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows early which chats are muted, so that nothing is searched or written for them. Only a hint:
 * what counts is read with the lock under which a decision is stored, and a hint is checked before
 * it silences anybody. An unmuted chat costs nothing. Thread-safe.
 */
@ApplicationScoped
public class Mutes {

  private final Set<ChatKey> hinted = ConcurrentHashMap.newKeySet();
  private final ChatRecord record;

  Mutes(ChatRecord record) {
    this.record = record;
  }

  /** Whether a chat is known to be muted. Blocks where it may be. */
  public boolean muted(ChatKey chat) {
    if (!hinted.contains(chat)) {
      return false;
    }
    boolean muted = record.muted(chat);
    if (!muted) {
      hinted.remove(chat);
    }
    return muted;
  }

  /** What was seen when a decision was stored. */
  public void seen(ChatKey chat, boolean muted) {
    if (muted) {
      hinted.add(chat);
    } else {
      hinted.remove(chat);
    }
  }
}

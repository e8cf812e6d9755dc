package io.kefu.agent.wechat.screen;

import java.util.List;
import java.util.Optional;

/**
 * What can be seen and done in the WeChat window; the same for every version of the client. Each
 * call looks anew or does one thing, judges nothing, and may throw {@link ScreenLost}. Used by one
 * thread at a time.
 */
public interface ChatScreen {

  /** The window or an element vanished while it was being used. */
  final class ScreenLost extends RuntimeException {
    /** Says what vanished. */
    public ScreenLost(String what) {
      super(what);
    }
  }

  /** How looking for a chat ended. */
  enum Search {
    /** A chat was opened; its title is not yet proven. */
    OPENED,
    /** There is no chat of this name. */
    NOT_FOUND,
    /** Several chats have this name: nothing was opened. */
    AMBIGUOUS
  }

  /** Whether input reaches nobody: locked, disconnected, or no session. */
  boolean locked();

  /** Whether a person uses keyboard or mouse in this window right now. */
  boolean userActive();

  /** The title of the chat that is open, without a group's member count. */
  Optional<String> title();

  /** Opens the chat of exactly this name. */
  Search open(String chatName);

  /** What stands in the input field; empty optional when there is none. */
  Optional<String> input();

  /** Puts the text into the input field, as if pasted. */
  void paste(String text);

  /** Empties the input field. */
  void clearInput();

  /** Whether the next key goes into this chat's input field: asked right before the send key. */
  boolean keyboardIsOurs();

  /** Presses the key that sends. */
  void pressSend();

  /** The last rows of the open chat, oldest first. */
  List<ScreenRow> rows();

  /** Puts the clipboard back to what the user had in it. */
  void restoreClipboard();
}

package io.kefu.agent.wechat.selector;

import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where things are in one line of WeChat clients.
 *
 * @param programs file names of the client's program
 * @param mainClasses window classes of the main window
 * @param loginClasses window classes of the login window
 * @param rootClasses classes of the tree's root when the tree is visible; empty when any will do
 * @param loginRootClasses classes of the tree's root while it waits for a login
 * @param elements selectors by {@link Part}
 * @param unread finds the number of unread messages in a session's name, as group 1
 * @param sessionNoise what to cut from a session's name to get the chat's
 * @param kindByClass what a row's class says it is
 * @param kindByPrefix what the beginning of a row's text says it is
 * @param quote splits a quoting text into text, sender, quoted text (groups 1 to 3)
 * @param notChats sessions that are no chats with people
 * @param searchEnds headings below which a search shows other things than chats
 */
public record ClientSelectors(
    Set<String> programs,
    Set<String> mainClasses,
    Set<String> loginClasses,
    Set<String> rootClasses,
    Set<String> loginRootClasses,
    Map<Part, Selector> elements,
    Pattern unread,
    List<Pattern> sessionNoise,
    Map<String, ChatMessage.Kind> kindByClass,
    Map<String, ChatMessage.Kind> kindByPrefix,
    Pattern quote,
    Set<String> notChats,
    Set<String> searchEnds) {

  /** The elements that the agent must be able to find. */
  public enum Part {
    /** The list of chats. */
    SESSION_LIST(true),
    /** One chat in it. */
    SESSION_ITEM(true),
    /** The field that looks for chats. */
    SEARCH_FIELD(true),
    /** The list of what was found. */
    SEARCH_RESULTS(true),
    /** One chat that was found. */
    SEARCH_RESULT(true),
    /** The open chat's messages. */
    MESSAGE_LIST(true),
    /** One message in it. */
    MESSAGE_ROW(true),
    /** The field to type into. */
    INPUT(true),
    /** The element whose name is the open chat's title. */
    TITLE(true),
    /** An element that only groups have; may be absent. */
    MEMBER_COUNT(false),
    /** A row's picture of its sender. */
    AVATAR(false),
    /** A row's mark that it was not sent. */
    FAILED(false),
    /** The element whose name is our own. */
    OWN_NAME(false);

    private final boolean required;

    Part(boolean required) {
      this.required = required;
    }

    /** Whether no agent can work without it. */
    public boolean required() {
      return required;
    }
  }

  /** The first element of this part. */
  public Optional<UiNode> find(UiNode root, Part part) {
    Selector selector = elements.get(part);
    if (selector == null) {
      return Optional.empty();
    }
    return scope(root, selector).flatMap(scope -> scope.first(selector));
  }

  /** All elements of this part. */
  public List<UiNode> findAll(UiNode root, Part part) {
    Selector selector = elements.get(part);
    if (selector == null) {
      return List.of();
    }
    return scope(root, selector).map(scope -> scope.all(selector)).orElse(List.of());
  }

  private Optional<UiNode> scope(UiNode root, Selector selector) {
    if (selector.in().isEmpty()) {
      return Optional.of(root);
    }
    Part in = Part.valueOf(selector.in().get());
    Selector outer = elements.get(in);
    // What is looked in may be given itself, when only that was read anew.
    return outer != null && outer.test(root) ? Optional.of(root) : find(root, in);
  }
}

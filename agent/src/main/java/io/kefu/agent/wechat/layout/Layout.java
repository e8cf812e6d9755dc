package io.kefu.agent.wechat.layout;

import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.selector.ClientSelectors.Part;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.ui.UiKind;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds chats, rows and fields in a window's tree. Immutable. */
public final class Layout {

  /** A number in a badge with more digits is no number of messages. */
  private static final int MAX_DIGITS = 6;

  private static final String SESSION_ID = "session_item_";

  private final ClientSelectors selectors;
  private final RowReader rows;

  private Layout(ClientSelectors selectors, RowReader rows) {
    this.selectors = selectors;
    this.rows = rows;
  }

  /** The layout of WeChat 3.9. */
  public static Layout v39(ClientSelectors selectors) {
    return new Layout(selectors, new V39Rows());
  }

  /** The layout of WeChat 4 with a visible tree. */
  public static Layout v4(ClientSelectors selectors) {
    return new Layout(selectors, new V4Rows());
  }

  /** The layout for a state of the client; empty when nothing can be read in that state. */
  public static Optional<Layout> of(WeChatStatus status, Selectors selectors) {
    return switch (status) {
      case V39 -> Optional.of(v39(selectors.v39()));
      case V4_VISIBLE -> Optional.of(v4(selectors.v4()));
      default -> Optional.empty();
    };
  }

  /** The title of the open chat; empty when none is open. */
  public Optional<String> title(UiNode root) {
    return selectors
        .find(root, Part.TITLE)
        .map(UiNode::name)
        .map(String::strip)
        .filter(name -> !name.isEmpty());
  }

  /** The open chat; empty when none is open or its messages cannot be found. */
  public Optional<OpenedChat> chat(UiNode root, SideFinder sides) {
    Optional<String> title = title(root);
    Optional<UiNode> list = selectors.find(root, Part.MESSAGE_LIST);
    if (title.isEmpty() || list.isEmpty()) {
      return Optional.empty();
    }
    RowReader.Reading reading = rows.read(selectors, list.get(), sides);
    return Optional.of(
        new OpenedChat(
            title.get(),
            group(root, title.get()),
            input(root),
            reading.rows(),
            reading.places(),
            list.get().bounds(),
            reading.unsure()));
  }

  /** The field to type into. */
  public Optional<UiNode> input(UiNode root) {
    return selectors.find(root, Part.INPUT);
  }

  /** The field that looks for chats. */
  public Optional<UiNode> searchField(UiNode root) {
    return selectors.find(root, Part.SEARCH_FIELD);
  }

  /** Our own name, where the window shows it. */
  public Optional<String> ownName(UiNode root) {
    return selectors.find(root, Part.OWN_NAME).map(UiNode::name).filter(name -> !name.isBlank());
  }

  /** The chats of the list that can be seen, topmost first; those that are no chats left out. */
  public List<SessionEntry> sessions(UiNode root) {
    Optional<UiNode> list = selectors.find(root, Part.SESSION_LIST);
    List<SessionEntry> sessions = new ArrayList<>();
    for (UiNode item : selectors.findAll(root, Part.SESSION_ITEM)) {
      String name = sessionName(item);
      boolean seen = !item.bounds().isEmpty() && list.map(l -> inside(l, item)).orElse(true);
      if (seen && !name.isEmpty() && !selectors.notChats().contains(name)) {
        sessions.add(new SessionEntry(name, unread(behind(name, item.name())), item));
      }
    }
    return sessions;
  }

  /** The list of chats. */
  public Optional<UiNode> sessionList(UiNode root) {
    return selectors.find(root, Part.SESSION_LIST).filter(list -> !list.bounds().isEmpty());
  }

  /** Where the messages of the open chat are. */
  public Optional<UiNode> messageList(UiNode root) {
    return selectors.find(root, Part.MESSAGE_LIST).filter(list -> !list.bounds().isEmpty());
  }

  /** What a search found under exactly this name, among chats. */
  public List<UiNode> found(UiNode root, String chatName) {
    List<UiNode> found = new ArrayList<>();
    for (UiNode result :
        selectors.findAll(root, Part.SEARCH_RESULTS).stream()
            .flatMap(list -> list.all(node -> !node.name().isEmpty()).stream())
            .toList()) {
      if (selectors.searchEnds().contains(result.name())) {
        break;
      }
      boolean item = selectors.elements().get(Part.SEARCH_RESULT).test(result);
      if (item && result.name().equals(chatName) && !result.bounds().isEmpty()) {
        found.add(result);
      }
    }
    return found;
  }

  private static boolean inside(UiNode list, UiNode item) {
    return list.bounds().contains(item.bounds().centreX(), item.bounds().centreY());
  }

  private boolean group(UiNode root, String title) {
    if (selectors.elements().containsKey(Part.MEMBER_COUNT)) {
      return selectors.find(root, Part.MEMBER_COUNT).isPresent();
    }
    Pattern counted = Pattern.compile("^" + Pattern.quote(title) + "\\s*[(（]\\d+[)）]$");
    return root.first(
            node ->
                (node.kind() == UiKind.TEXT || node.kind() == UiKind.BUTTON)
                    && counted.matcher(node.name()).matches())
        .isPresent();
  }

  private String sessionName(UiNode item) {
    if (item.automationId().startsWith(SESSION_ID)) {
      return item.automationId().substring(SESSION_ID.length()).strip();
    }
    Optional<String> button =
        item.first(node -> node.kind() == UiKind.BUTTON && !node.name().isBlank())
            .map(UiNode::name)
            .filter(item.name()::startsWith);
    String name = item.name();
    for (Pattern noise : selectors.sessionNoise()) {
      name = noise.matcher(name).replaceAll("");
    }
    return button.orElse(name).strip();
  }

  /** What stands behind the chat's name, whose last digits are none of the badge's. */
  private static String behind(String name, String text) {
    return text.startsWith(name) ? text.substring(name.length()) : text;
  }

  private int unread(String name) {
    Matcher matcher = selectors.unread().matcher(name);
    if (!matcher.find() || matcher.groupCount() < 1) {
      return 0;
    }
    String digits = matcher.group(1);
    return digits.length() > MAX_DIGITS ? 0 : Integer.parseInt(digits);
  }
}

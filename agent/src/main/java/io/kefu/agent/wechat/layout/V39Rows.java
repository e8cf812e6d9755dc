package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.selector.ClientSelectors.Part;
import io.kefu.agent.wechat.ui.UiKind;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** WeChat 3.9: the sender's picture is a button in the row, on our half or on theirs. */
final class V39Rows implements RowReader {

  private static final Pattern MARK_ALONE = Pattern.compile("\\[文件]");
  private static final Pattern FILE_NAME = Pattern.compile(".+\\.[A-Za-z0-9]{1,10}");

  @Override
  public Reading read(ClientSelectors selectors, UiNode messageList, SideFinder sides) {
    List<UiNode> nodes = selectors.findAll(messageList, Part.MESSAGE_ROW);
    List<ScreenRow> rows = nodes.stream().map(row -> row(selectors, messageList, row)).toList();
    return new Reading(rows, nodes.stream().map(UiNode::bounds).toList(), false);
  }

  private static ScreenRow row(ClientSelectors selectors, UiNode list, UiNode row) {
    Optional<UiNode> avatar = selectors.find(row, Part.AVATAR);
    if (avatar.isEmpty()) {
      return new ScreenRow(ChatMessage.Kind.SYSTEM, false, "", shown(row), false);
    }
    boolean own = avatar.get().bounds().centreX() > list.bounds().centreX();
    return RowKinds.row(
        selectors,
        row.className(),
        text(row),
        own,
        own ? "" : sender(row, avatar.get()),
        selectors.find(row, Part.FAILED).isPresent());
  }

  /** A file's row is called by its kind alone; the file's name is a text within. */
  private static String text(UiNode row) {
    return MARK_ALONE.matcher(row.name()).matches()
        ? row.first(node -> node.kind() == UiKind.TEXT && FILE_NAME.matcher(node.name()).matches())
            .map(node -> row.name() + "\n" + node.name())
            .orElse(row.name())
        : row.name();
  }

  /** In groups the remark stands above the content, beside the picture's upper edge. */
  private static String sender(UiNode row, UiNode avatar) {
    int edge = avatar.bounds().centreY();
    return row.first(
            node ->
                node.kind() == UiKind.TEXT
                    && !node.name().isBlank()
                    && !node.name().equals(row.name())
                    && !node.bounds().isEmpty()
                    && node.bounds().bottom() <= edge)
        .map(UiNode::name)
        .orElse(avatar.name());
  }

  /** A notice's words are in the row's name, or in a text within. */
  private static String shown(UiNode row) {
    return row.name().isEmpty()
        ? row.first(node -> !node.name().isEmpty()).map(UiNode::name).orElse("")
        : row.name();
  }
}

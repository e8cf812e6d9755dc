package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.selector.ClientSelectors.Part;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.ArrayList;
import java.util.List;

/** WeChat 4: the row's class tells its kind, the screen's pixels whose it is. */
final class V4Rows implements RowReader {

  @Override
  public Reading read(ClientSelectors selectors, UiNode messageList, SideFinder sides) {
    List<UiNode> nodes = selectors.findAll(messageList, Part.MESSAGE_ROW);
    List<Side> found = sides.sides(messageList, nodes);
    List<ScreenRow> rows = new ArrayList<>(nodes.size());
    boolean unsure = false;
    for (int i = 0; i < nodes.size(); i++) {
      UiNode node = nodes.get(i);
      boolean system = selectors.kindByClass().get(node.className()) == ChatMessage.Kind.SYSTEM;
      Side side = found.get(i);
      unsure |= !system && side == Side.UNKNOWN;
      rows.add(
          RowKinds.row(
              selectors,
              node.className(),
              node.name(),
              !system && side == Side.OURS,
              "",
              selectors.find(node, Part.FAILED).isPresent()));
    }
    return new Reading(rows, nodes.stream().map(UiNode::bounds).toList(), unsure);
  }
}

package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;

/** Tells whose the rows are where the tree does not (WeChat 4). */
public interface SideFinder {

  /** The side of each row, in their order. */
  List<Side> sides(UiNode messageList, List<UiNode> rows);
}

package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;

/** Reads the rows of a message list; one for each line of clients. Pure but for its sides. */
interface RowReader {

  /**
   * Rows as read.
   *
   * @param rows oldest first
   * @param places where each is on the screen
   * @param unsure whether the side of one could not be seen; it counts as theirs
   */
  record Reading(List<ScreenRow> rows, List<Bounds> places, boolean unsure) {}

  Reading read(ClientSelectors selectors, UiNode messageList, SideFinder sides);
}

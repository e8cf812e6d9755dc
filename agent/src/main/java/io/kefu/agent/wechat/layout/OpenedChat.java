package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;
import java.util.Optional;

/**
 * The chat that is open, all from one reading of the window.
 *
 * @param title its title, without a group's member count
 * @param group whether it is a group
 * @param input the field to type into, if the chat has one
 * @param rows its last rows, oldest first
 * @param places where each row is on the screen
 * @param list where their list is
 * @param unsure whether the side of a row could not be seen
 */
public record OpenedChat(
    String title,
    boolean group,
    Optional<UiNode> input,
    List<ScreenRow> rows,
    List<Bounds> places,
    Bounds list,
    boolean unsure) {

  /** Where a row can be seen: not what is scrolled out of the list. */
  public Bounds visible(int row) {
    return places.get(row).within(list);
  }
}

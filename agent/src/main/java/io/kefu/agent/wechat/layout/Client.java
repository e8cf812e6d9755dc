package io.kefu.agent.wechat.layout;

import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.ui.TopWindow;
import io.kefu.agent.wechat.ui.UiGone;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.ui.UiTree;
import java.util.List;
import java.util.Optional;

/**
 * Which WeChat is there, and in what state (domain.md §9).
 *
 * @param status what was found
 * @param window its main or login window, if any
 * @param root the window's tree, when it was read
 */
public record Client(WeChatStatus status, Optional<TopWindow> window, Optional<UiNode> root) {

  /** Looks at the windows; reads the tree of the one that can be WeChat's. */
  public static Client find(List<TopWindow> windows, UiTree tree, Selectors selectors) {
    Optional<TopWindow> v39 = main(windows, selectors.v39());
    if (v39.isPresent()) {
      return new Client(WeChatStatus.V39, v39, read(tree, v39.get()));
    }
    Optional<TopWindow> v4 = main(windows, selectors.v4());
    if (v4.isPresent()) {
      return classifyV4(v4.get(), read(tree, v4.get()), selectors.v4());
    }
    Optional<TopWindow> login =
        windows.stream()
            .filter(
                w ->
                    selectors.v39().loginClasses().contains(w.className())
                        || selectors.v4().loginClasses().contains(w.className()))
            .findFirst();
    return login.isPresent()
        ? new Client(WeChatStatus.NOT_LOGGED_IN, login, Optional.empty())
        : new Client(WeChatStatus.NOT_RUNNING, Optional.empty(), Optional.empty());
  }

  private static Client classifyV4(
      TopWindow window, Optional<UiNode> root, ClientSelectors selectors) {
    if (root.isEmpty()) {
      return new Client(WeChatStatus.V4_HIDDEN, Optional.of(window), root);
    }
    String rootClass = root.get().className();
    if (selectors.loginRootClasses().contains(rootClass)
        || root.get()
            .first(n -> selectors.loginRootClasses().contains(n.className()))
            .isPresent()) {
      return new Client(WeChatStatus.NOT_LOGGED_IN, Optional.of(window), root);
    }
    boolean visible =
        selectors.find(root.get(), ClientSelectors.Part.SESSION_LIST).isPresent()
            || selectors.find(root.get(), ClientSelectors.Part.MESSAGE_LIST).isPresent();
    return new Client(
        visible ? WeChatStatus.V4_VISIBLE : WeChatStatus.V4_HIDDEN, Optional.of(window), root);
  }

  /** The main window: of the right class, of the right program where that is known, shown. */
  private static Optional<TopWindow> main(List<TopWindow> windows, ClientSelectors selectors) {
    return windows.stream()
        .filter(window -> selectors.mainClasses().contains(window.className()))
        .filter(window -> window.visible() || window.minimised())
        .filter(
            window ->
                window.program().isEmpty()
                    || selectors.programs().stream().anyMatch(window.program()::equalsIgnoreCase))
        .findFirst();
  }

  private static Optional<UiNode> read(UiTree tree, TopWindow window) {
    try {
      return Optional.of(tree.read(window.handle()));
    } catch (UiGone e) {
      return Optional.empty();
    }
  }
}

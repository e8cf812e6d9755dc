package io.kefu.agent.doctor;

import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.selector.Selector;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A window's tree as text for a bug report, without what people wrote: every letter and digit of a
 * name is replaced but for those names that selectors look for. Pure.
 */
public final class TreeDump {

  private static final String SESSION_ID = "session_item_";

  private final List<Selector> selectors;

  /** A dump that keeps what these selectors look for. */
  public TreeDump(Selectors selectors) {
    this.selectors =
        Stream.of(selectors.v39(), selectors.v4())
            .map(ClientSelectors::elements)
            .flatMap(elements -> elements.values().stream())
            .toList();
  }

  /** One line an element, children indented. */
  public String of(UiNode root) {
    StringBuilder text = new StringBuilder();
    write(text, root, 0);
    return text.toString();
  }

  private void write(StringBuilder text, UiNode node, int depth) {
    text.append("  ".repeat(depth))
        .append(node.kind().label())
        .append(" name=\"")
        .append(kept(node.name()) ? node.name() : mask(node.name()))
        .append("\" id=\"")
        .append(id(node.automationId()))
        .append("\" class=\"")
        .append(node.className())
        .append('"');
    node.value().ifPresent(value -> text.append(" value=\"").append(mask(value)).append('"'));
    text.append(" at=")
        .append(node.bounds().left())
        .append(',')
        .append(node.bounds().top())
        .append(',')
        .append(node.bounds().right())
        .append(',')
        .append(node.bounds().bottom())
        .append('\n');
    node.children().forEach(child -> write(text, child, depth + 1));
  }

  /** A name that a selector asks for word by word is WeChat's own. */
  private boolean kept(String name) {
    return name.isEmpty()
        || selectors.stream().anyMatch(selector -> selector.name().map(name::equals).orElse(false));
  }

  private static String id(String id) {
    return id.startsWith(SESSION_ID) ? SESSION_ID + mask(id.substring(SESSION_ID.length())) : id;
  }

  private static String mask(String text) {
    StringBuilder masked = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                Character.isIdeographic(c)
                    ? '字'
                    : Character.isDigit(c)
                        ? '9'
                        : Character.isLetter(c) ? 'x' : c == '\n' ? '↵' : c)
        .map(c -> Character.charCount(c) > 1 ? '?' : c)
        .forEach(masked::appendCodePoint);
    return masked.toString().replace('"', '\'');
  }
}

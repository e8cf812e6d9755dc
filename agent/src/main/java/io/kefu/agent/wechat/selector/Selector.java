package io.kefu.agent.wechat.selector;

import io.kefu.agent.wechat.ui.UiKind;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Says which elements are meant; what is absent does not matter.
 *
 * @param kind control type
 * @param name the whole name
 * @param nameMatches a pattern found in the name
 * @param nameNot a pattern that must not be found in the name
 * @param className the whole class name
 * @param id the whole automation id
 * @param idStarts how the automation id begins
 * @param idEnds how the automation id ends
 * @param in name of the element to look in; empty means the whole window
 */
public record Selector(
    Optional<UiKind> kind,
    Optional<String> name,
    Optional<Pattern> nameMatches,
    Optional<Pattern> nameNot,
    Optional<String> className,
    Optional<String> id,
    Optional<String> idStarts,
    Optional<String> idEnds,
    Optional<String> in)
    implements Predicate<UiNode> {

  @Override
  public boolean test(UiNode node) {
    return kind.map(node.kind()::equals).orElse(true)
        && name.map(node.name()::equals).orElse(true)
        && nameMatches.map(pattern -> pattern.matcher(node.name()).find()).orElse(true)
        && !nameNot.map(pattern -> pattern.matcher(node.name()).find()).orElse(false)
        && className.map(node.className()::equals).orElse(true)
        && id.map(node.automationId()::equals).orElse(true)
        && idStarts.map(node.automationId()::startsWith).orElse(true)
        && idEnds.map(node.automationId()::endsWith).orElse(true);
  }
}

package io.kefu.agent.wechat.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One element of a window as it was when it was read; with all below it. It does not change when
 * the window does.
 *
 * @param ref names the live element to {@link UiTree}, as long as its tree is not read anew
 * @param kind control type
 * @param name what it shows or is called; empty when nothing
 * @param automationId the program's own id of it; empty when none
 * @param className its class; empty when none
 * @param value the text in it, when it can hold one
 * @param bounds where it is on the screen
 * @param children what is in it, in the tree's order
 */
public record UiNode(
    long ref,
    UiKind kind,
    String name,
    String automationId,
    String className,
    Optional<String> value,
    Bounds bounds,
    List<UiNode> children) {

  /** Takes the children as they are now. */
  public UiNode {
    children = List.copyOf(children);
  }

  /** The first below this one that fits, nearest to the root of its branch first. */
  public Optional<UiNode> first(Predicate<UiNode> fits) {
    for (UiNode child : children) {
      if (fits.test(child)) {
        return Optional.of(child);
      }
      Optional<UiNode> below = child.first(fits);
      if (below.isPresent()) {
        return below;
      }
    }
    return Optional.empty();
  }

  /** All below this one that fit, in the tree's order. */
  public List<UiNode> all(Predicate<UiNode> fits) {
    List<UiNode> found = new ArrayList<>();
    collect(fits, found);
    return found;
  }

  /** How many elements there are, this one included. */
  public int size() {
    return 1 + children.stream().mapToInt(UiNode::size).sum();
  }

  private void collect(Predicate<UiNode> fits, List<UiNode> found) {
    for (UiNode child : children) {
      if (fits.test(child)) {
        found.add(child);
      }
      child.collect(fits, found);
    }
  }
}

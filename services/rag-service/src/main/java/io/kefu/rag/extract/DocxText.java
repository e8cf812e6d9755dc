package io.kefu.rag.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The text of Word's XML as a reader sees it: what was deleted or moved away while changes were
 * tracked, hidden text, field codes and the marks of notes are not part of it; what was inserted
 * is. Pure.
 */
final class DocxText {

  /** Elements whose content is not shown. */
  private static final Set<String> UNSEEN =
      Set.of("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "Fallback", "rt");

  private DocxText() {}

  /** What an element shows. */
  static String of(Element element) {
    StringBuilder text = new StringBuilder();
    add(element, text);
    return text.toString();
  }

  private static void add(Node node, StringBuilder text) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      String name = child.getLocalName();
      if (name == null || UNSEEN.contains(name)) {
        continue;
      }
      switch (name) {
        case "t" -> addCharacters(child, text);
        case "tab" -> text.append(' ');
        case "br", "cr" -> text.append('\n');
        case "noBreakHyphen" -> text.append('-');
        case "r" -> {
          if (!isHidden(child)) {
            add(child, text);
          }
        }
        case "p", "tr" -> {
          add(child, text);
          text.append('\n');
        }
        default -> add(child, text);
      }
    }
  }

  private static void addCharacters(Node node, StringBuilder text) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
        text.append(child.getNodeValue());
      }
    }
  }

  private static boolean isHidden(Node run) {
    return child(run, "rPr")
        .flatMap(style -> child(style, "vanish"))
        .filter(DocxText::on)
        .isPresent();
  }

  /** A property that stands there is on, unless it says otherwise. */
  static boolean on(Element property) {
    return !Set.of("0", "false", "off").contains(value(property));
  }

  /** The value of a property; empty without one. */
  static String value(Element property) {
    return property.getAttributeNS(property.getNamespaceURI(), "val");
  }

  /** The first child of a name. */
  static Optional<Element> child(Node parent, String name) {
    return children(parent).stream().filter(one -> name.equals(one.getLocalName())).findFirst();
  }

  /** The elements within an element; what only wraps others is looked through. */
  static List<Element> children(Node parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getLocalName() != null) {
        switch (element.getLocalName()) {
          case "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag" ->
              children.addAll(children(element));
          default -> children.add(element);
        }
      }
    }
    return children;
  }
}

package io.kefu.agent.wechat.ui;

import java.util.Locale;
import java.util.Optional;

/** The control types that matter here; numbers are UI Automation's. */
public enum UiKind {
  /** Anything else. */
  OTHER(0),
  /** A button. */
  BUTTON(50000),
  /** A check box. */
  CHECK_BOX(50002),
  /** A field to type into. */
  EDIT(50004),
  /** A picture. */
  IMAGE(50006),
  /** A row of a list. */
  LIST_ITEM(50007),
  /** A list. */
  LIST(50008),
  /** A tab. */
  TAB_ITEM(50019),
  /** A text. */
  TEXT(50020),
  /** A tool bar. */
  TOOL_BAR(50021),
  /** Something made by the program itself. */
  CUSTOM(50025),
  /** A group. */
  GROUP(50026),
  /** A document. */
  DOCUMENT(50030),
  /** A window. */
  WINDOW(50032),
  /** A pane. */
  PANE(50033);

  private final int number;

  UiKind(int number) {
    this.number = number;
  }

  /** The kind of a UI Automation number. */
  public static UiKind of(int number) {
    for (UiKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    return OTHER;
  }

  /** The kind of a name as selector files and dumps have it. */
  public static Optional<UiKind> named(String name) {
    for (UiKind kind : values()) {
      if (kind.label().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The name in selector files and dumps. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.kefu.message.rules;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import io.kefu.message.wording.WordList;
import io.kefu.message.wording.Wording;
import java.util.List;

/**
 * Functions for Chinese text, where CEL's own compare letter by letter: they fold both sides (NFKC,
 * lower case), so that ＥＸＷ, EXW and exw are one word. All are linear in the text.
 */
final class TextFunctions {

  private static final CelType TEXTS = ListType.create(SimpleType.STRING);

  private TextFunctions() {}

  static List<CelFunctionDecl> declarations() {
    return List.of(
        onList("contains_any"),
        onList("contains_all"),
        onList("equals_any"),
        onList("starts_with_any"),
        onText("folded"),
        onText("bare"));
  }

  static List<CelFunctionBinding> bindings() {
    return List.of(
        list(
            "contains_any",
            (text, words) -> {
              String folded = Wording.folded(text);
              return words.stream().anyMatch(word -> holds(folded, word))
                  && (words.stream().noneMatch(TextFunctions::isException)
                      || WordList.of(words.stream().map(String::valueOf).toList()).isIn(folded));
            }),
        list(
            "contains_all",
            (text, words) -> {
              String folded = Wording.folded(text);
              return words.stream().allMatch(word -> holds(folded, word));
            }),
        list("equals_any", TextFunctions::equalsAny),
        list(
            "starts_with_any",
            (text, words) -> {
              String folded = Wording.folded(text);
              return words.stream()
                  .map(word -> Wording.folded(String.valueOf(word)))
                  .anyMatch(word -> !word.isEmpty() && folded.startsWith(word));
            }),
        CelFunctionBinding.from("string_folded", String.class, Wording::folded),
        CelFunctionBinding.from("string_bare", String.class, Wording::bare));
  }

  /** Names a person may misspell. */
  static List<String> names() {
    return declarations().stream().map(CelFunctionDecl::name).toList();
  }

  private interface OnList {
    boolean test(String text, List<?> words);
  }

  private static boolean isException(Object word) {
    return Wording.folded(String.valueOf(word)).startsWith(WordList.EXCEPT);
  }

  private static boolean holds(String foldedText, Object word) {
    String folded = Wording.folded(String.valueOf(word));
    return !folded.isEmpty() && foldedText.contains(folded);
  }

  private static boolean equalsAny(String text, List<?> words) {
    String bare = Wording.bare(text);
    return !bare.isEmpty()
        && words.stream().anyMatch(word -> Wording.bare(String.valueOf(word)).equals(bare));
  }

  private static CelFunctionDecl onList(String name) {
    return CelFunctionDecl.newFunctionDeclaration(
        name,
        CelOverloadDecl.newMemberOverload(
            "string_" + name + "_list", SimpleType.BOOL, SimpleType.STRING, TEXTS));
  }

  private static CelFunctionDecl onText(String name) {
    return CelFunctionDecl.newFunctionDeclaration(
        name,
        CelOverloadDecl.newMemberOverload("string_" + name, SimpleType.STRING, SimpleType.STRING));
  }

  private static CelFunctionBinding list(String name, OnList function) {
    return CelFunctionBinding.from(
        "string_" + name + "_list",
        String.class,
        List.class,
        (text, words) -> function.test(text, words));
  }
}

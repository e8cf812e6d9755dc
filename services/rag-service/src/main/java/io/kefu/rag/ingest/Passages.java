package io.kefu.rag.ingest;

import io.kefu.rag.text.Sentences;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a section into passages a customer can read: whole paragraphs as long as they fit, else
 * whole sentences, the last one of a passage once more at the head of the next, because it often
 * says what "it" is. A sentence is never cut, unless it alone is longer than any passage may be.
 */
final class Passages {

  /** Characters a passage aims at: the most a reply has (domain.md §5). */
  static final int TARGET_CHARACTERS = 400;

  private Passages() {}

  static List<String> of(String section) {
    List<String> passages = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String paragraph : section.split("\n\\s*\n")) {
      String text = paragraph.strip();
      if (text.isEmpty()) {
        continue;
      }
      if (current.length() + text.length() > TARGET_CHARACTERS) {
        flush(current, passages);
      }
      if (text.length() > TARGET_CHARACTERS) {
        addSentences(text, passages);
      } else {
        current.append(current.isEmpty() ? "" : "\n\n").append(text);
      }
    }
    flush(current, passages);
    return passages;
  }

  private static void addSentences(String paragraph, List<String> passages) {
    StringBuilder current = new StringBuilder();
    String before = "";
    for (String sentence : sentences(paragraph)) {
      if (current.length() + sentence.length() > TARGET_CHARACTERS) {
        flush(current, passages);
        boolean fits = before.length() + sentence.length() <= TARGET_CHARACTERS;
        current.append(before.length() <= Sentences.MOST_REPEATED && fits ? before : "");
      }
      current.append(sentence);
      before = sentence;
    }
    flush(current, passages);
  }

  private static List<String> sentences(String paragraph) {
    List<String> sentences = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < paragraph.length(); i++) {
      boolean last = i == paragraph.length() - 1;
      boolean tooLong = i - start + 1 >= DocumentParser.MAX_ANSWER_CHARACTERS;
      if (last || tooLong || Sentences.endsWith(paragraph.charAt(i))) {
        sentences.add(paragraph.substring(start, i + 1));
        start = i + 1;
      }
    }
    return sentences;
  }

  private static void flush(StringBuilder current, List<String> passages) {
    String text = current.toString().strip();
    if (!text.isEmpty()) {
      passages.add(text);
    }
    current.setLength(0);
  }
}

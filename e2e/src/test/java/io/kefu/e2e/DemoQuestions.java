package io.kefu.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Questions that the demo knowledge base answers, all different, so that no cache of embeddings
 * flatters a figure: every phrasing of the knowledge base behind several openings.
 */
final class DemoQuestions {

  private static final String SIMILAR = "相似问：";
  private static final List<String> OPENINGS =
      List.of("", "请问", "想问一下，", "您好，", "麻烦问下，", "咨询一下：", "你好，请问", "问个问题，");

  private final List<String> questions;

  private DemoQuestions(List<String> questions) {
    this.questions = questions;
  }

  /** Reads the knowledge base; the order is shuffled, the same each time. */
  static DemoQuestions read() throws IOException {
    List<String> phrasings = new ArrayList<>();
    try (Stream<Path> files = Files.list(E2e.root().resolve("local/demo/knowledge"))) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith(SIMILAR)) {
            phrasings.addAll(List.of(line.substring(SIMILAR.length()).split("｜")));
          } else if (file.toString().endsWith(".csv") && line.contains("|")) {
            phrasings.addAll(List.of(line.substring(0, line.indexOf(',')).split("\\|")));
          }
        }
      }
    }
    List<String> all = new ArrayList<>();
    for (String opening : OPENINGS) {
      // A question mark ends a burst: nothing waits for more words of the customer.
      phrasings.forEach(phrasing -> all.add(opening + phrasing.strip() + "?"));
    }
    Collections.shuffle(all, new Random(7));
    return new DemoQuestions(all);
  }

  /** The question of a number; comes again only after all others. */
  String get(int number) {
    return questions.get(Math.floorMod(number, questions.size()));
  }

  int size() {
    return questions.size();
  }
}

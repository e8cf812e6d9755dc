package io.kefu.rag.evaluation;

import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.search.Feature;
import io.kefu.rag.search.Scored;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes every candidate with its features as a table, to look at with other tools. */
final class Dump {

  private Dump() {}

  private static List<String> ways(KnowledgeEntry entry) {
    return entry.questions().isEmpty() ? List.of(entry.title()) : entry.questions();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  static void write(Path target, List<Trial> trials) throws IOException {
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(target, StandardCharsets.UTF_8))) {
      out.println(
          "set\tquestion\tcategory\tfold\tanswerable\tright\tentry\tidentity\tvetoes\tcode\tasked\tways\tcontent\t"
              + Arrays.stream(Feature.values())
                  .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining("\t")));
      for (Trial trial : trials) {
        for (Scored one : trial.scored()) {
          String entry = one.candidate().stored().key().entryId();
          out.print(
              String.join(
                  "\t",
                  trial.set(),
                  trial.question(),
                  trial.category(),
                  Integer.toString(trial.fold()),
                  Boolean.toString(!trial.gold().isEmpty()),
                  Boolean.toString(trial.gold().contains(entry)),
                  entry,
                  Boolean.toString(one.identityVetoed()),
                  String.join(",", one.vetoes()),
                  Boolean.toString(one.codeNamed()),
                  oneLine(trial.asked()),
                  oneLine(String.join("|", ways(one.candidate().stored().entry()))),
                  oneLine(one.candidate().stored().entry().content())));
          for (double value : one.features()) {
            out.print(String.format(Locale.ROOT, "\t%.5f", value));
          }
          out.println();
        }
      }
    }
  }
}

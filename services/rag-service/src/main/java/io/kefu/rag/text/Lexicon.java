package io.kefu.rag.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Word lists beside this class: stop words, concepts (different words for one thing) and subjects
 * of other trades. Loaded once; immutable and thread-safe.
 */
final class Lexicon {

  /** The lists that ship with this build. */
  static final Lexicon BUILT_IN =
      new Lexicon(read("stopwords.txt"), read("concepts.txt"), read("subjects.txt"));

  /**
   * A word list's find in a text.
   *
   * @param start place of its first character
   * @param end place behind its last
   * @param meaning what was found
   */
  record Span(int start, int end, String meaning) {}

  private final WordSet stopWords;
  private final WordSet conceptWords;
  private final Map<String, String> conceptOf;
  private final WordSet subjects;

  private Lexicon(List<List<String>> stop, List<List<String>> concepts, List<List<String>> topics) {
    this.stopWords = new WordSet(flat(stop));
    this.conceptOf = new HashMap<>();
    for (List<String> concept : concepts) {
      for (String word : concept) {
        conceptOf.putIfAbsent(word, "#" + concept.getFirst());
      }
    }
    this.conceptWords = new WordSet(conceptOf.keySet());
    this.subjects = new WordSet(flat(topics));
  }

  /** Length of the longest stop word at a position; 0 if there is none. */
  int stopWordAt(String text, int position) {
    return stopWords.longestAt(text, position);
  }

  /** Whether a word stands in one of the concepts. */
  boolean isConceptWord(String word) {
    return conceptOf.containsKey(word);
  }

  /** The concepts a normalised text names, each with a leading {@code #}. */
  Set<String> concepts(String normalized) {
    Set<String> found = new LinkedHashSet<>();
    for (String word : conceptWords.in(normalized)) {
      found.add(conceptOf.get(word));
    }
    return found;
  }

  /** Where concepts are named in a normalised text. */
  List<Span> conceptSpans(String normalized) {
    return conceptWords.spansIn(normalized).stream()
        .map(
            span ->
                new Span(
                    span.start(),
                    span.end(),
                    conceptOf.get(normalized.substring(span.start(), span.end()))))
        .toList();
  }

  /** Whether every character of a text belongs to a stop word. */
  boolean isStopWords(String text) {
    int at = 0;
    while (at < text.length()) {
      int length = stopWordAt(text, at);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The subjects of other trades a normalised text names. */
  Set<String> subjects(String normalized) {
    return subjects.in(normalized);
  }

  private static Set<String> flat(List<List<String>> groups) {
    Set<String> words = new LinkedHashSet<>();
    groups.forEach(words::addAll);
    return words;
  }

  private static List<List<String>> read(String name) {
    List<List<String>> groups = new ArrayList<>();
    try (InputStream in = Lexicon.class.getResourceAsStream(name);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (!line.isBlank() && !line.startsWith("#")) {
          groups.add(List.of(line.strip().split("\\s+")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return groups;
  }

  /** Words to be found in running text, the longest at each place. */
  private static final class WordSet {
    private final Set<String> words;
    private final int longest;

    WordSet(Set<String> words) {
      this.words = Set.copyOf(words);
      this.longest = words.stream().mapToInt(String::length).max().orElse(0);
    }

    int longestAt(String text, int position) {
      for (int length = Math.min(longest, text.length() - position); length > 0; length--) {
        if (words.contains(text.substring(position, position + length))) {
          return isWhole(text, position, length) ? length : 0;
        }
      }
      return 0;
    }

    Set<String> in(String text) {
      Set<String> found = new LinkedHashSet<>();
      spansIn(text).forEach(span -> found.add(span.meaning()));
      return found;
    }

    List<Span> spansIn(String text) {
      List<Span> found = new ArrayList<>();
      for (int i = 0; i < text.length(); ) {
        int length = longestAt(text, i);
        if (length > 0) {
          found.add(new Span(i, i + length, text.substring(i, i + length)));
        }
        i += Math.max(1, length);
      }
      return found;
    }

    /** A Latin word is found whole only: {@code etc} is not in {@code fetch}. */
    private static boolean isWhole(String text, int position, int length) {
      int end = position + length;
      boolean startsInside =
          position > 0 && isLatin(text.charAt(position)) && isLatin(text.charAt(position - 1));
      boolean endsInside =
          end < text.length() && isLatin(text.charAt(end - 1)) && isLatin(text.charAt(end));
      return !startsInside && !endsInside;
    }

    private static boolean isLatin(char c) {
      return c >= 'a' && c <= 'z';
    }
  }
}

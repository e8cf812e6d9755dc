package io.kefu.rag.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What keyword search and confidence need to know of a text. Chinese is written without blanks, so
 * runs of characters become overlapping pairs and single characters; Latin words and numbers stay
 * whole.
 *
 * @param normalized the text in comparable form
 * @param indexTerms every pair, character, word and concept, with repetitions: what BM25 counts
 * @param contentTerms the same without stop words, single characters and repetitions
 * @param characters single characters and words outside stop words
 * @param concepts concepts named
 * @param subjects subjects of other trades named
 * @param words words of the thesaurus, outside stop words, with the groups that mean the same
 * @param exact codes, models and numbers
 */
public record TextProfile(
    String normalized,
    List<String> indexTerms,
    Set<String> contentTerms,
    Set<String> characters,
    Set<String> concepts,
    Set<String> subjects,
    List<Word> words,
    ExactTokens exact) {

  /**
   * A word of the thesaurus.
   *
   * @param groups groups of words that mean the same, each with a leading {@code ~}
   * @param thing whether it names a concrete thing
   */
  public record Word(List<String> groups, boolean thing) {}

  private static final Pattern EXACT_PART = Pattern.compile("[a-z]+|\\d.*|千瓦");
  private static final Pattern RUN = Pattern.compile("\\p{IsHan}+|[a-z]+|\\d+(?:\\.\\d+)?");

  /** The content terms without what is an exact part: what is asked, rather than of which thing. */
  public Set<String> topicTerms() {
    Set<String> topic = new LinkedHashSet<>();
    for (String term : contentTerms) {
      if (!EXACT_PART.matcher(term).matches()) {
        topic.add(term);
      }
    }
    return topic;
  }

  /** Profiles a text of any form. */
  public static TextProfile of(String text) {
    return ofNormalized(TextNormalizer.normalize(text));
  }

  /** Profiles what a customer typed: the same, as it would be written. */
  public static TextProfile ofQuestion(String text) {
    return ofNormalized(Colloquial.written(TextNormalizer.normalize(text)));
  }

  /** Profiles a question whose normalised form was corrected. */
  public TextProfile corrected(String normalizedQuestion) {
    return normalizedQuestion.equals(normalized) ? this : ofNormalized(normalizedQuestion);
  }

  private static TextProfile ofNormalized(String normalized) {
    Set<String> concepts = Lexicon.BUILT_IN.concepts(normalized);
    List<String> indexTerms = new ArrayList<>(concepts);
    Set<String> contentTerms = new LinkedHashSet<>(concepts);
    Set<String> characters = new LinkedHashSet<>();
    List<Word> words = new ArrayList<>();
    Matcher runs = RUN.matcher(normalized);
    while (runs.find()) {
      String run = runs.group();
      if (TextNormalizer.isHan(run.codePointAt(0))) {
        addPairs(run, indexTerms);
        addCharacters(run, indexTerms);
        for (String segment : withoutStopWords(run)) {
          addPairs(segment, contentTerms);
          for (Thesaurus.Word word : Thesaurus.BUILT_IN.wordsOf(segment)) {
            words.add(new Word(word.groups(), word.thing()));
            indexTerms.addAll(word.groups());
          }
          addCharacters(segment, characters);
        }
      } else {
        indexTerms.add(run);
        contentTerms.add(run);
        characters.add(run);
      }
    }
    ExactTokens exact = ExactTokens.of(normalized);
    indexTerms.addAll(exact.codes());
    return new TextProfile(
        normalized,
        List.copyOf(indexTerms),
        Set.copyOf(contentTerms),
        Set.copyOf(characters),
        Set.copyOf(concepts),
        Set.copyOf(Lexicon.BUILT_IN.subjects(normalized)),
        List.copyOf(words),
        exact);
  }

  private static List<String> withoutStopWords(String run) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < run.length(); ) {
      int stop = Lexicon.BUILT_IN.stopWordAt(run, i);
      if (stop == 0) {
        i++;
        continue;
      }
      if (i > start) {
        segments.add(run.substring(start, i));
      }
      i += stop;
      start = i;
    }
    if (start < run.length()) {
      segments.add(run.substring(start));
    }
    return segments;
  }

  /** Overlapping pairs of characters; a lone character stands for itself. */
  private static void addPairs(String run, Collection<String> terms) {
    int[] points = run.codePoints().toArray();
    if (points.length == 1) {
      terms.add(run);
      return;
    }
    for (int i = 0; i + 1 < points.length; i++) {
      terms.add(new String(points, i, 2));
    }
  }

  private static void addCharacters(String run, Collection<String> terms) {
    run.codePoints().forEach(point -> terms.add(Character.toString(point)));
  }
}

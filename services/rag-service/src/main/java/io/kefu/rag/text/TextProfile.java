package io.kefu.rag.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
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
 * @param words what a question says, word by word, without stop words; empty for other texts
 * @param core the text without stop words, to be compared with other ways to ask
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
    String core,
    ExactTokens exact) {

  /**
   * A word of a question.
   *
   * @param text the word
   * @param terms its terms in the index, all of which an entry with the word has
   * @param concepts concepts that it names, alone or with its neighbours; an entry that names one
   *     of them has the word too
   * @param rarity how much it says, 0 to 1
   * @param name whether it names something
   */
  public record Word(
      String text, List<String> terms, List<String> concepts, double rarity, boolean name) {

    /** Letters: a brand, a standard, an acronym. */
    public boolean isLatin() {
      return text.charAt(0) >= 'a' && text.charAt(0) <= 'z';
    }

    /** Whether a text with certain terms has this word, or another one for the same. */
    public boolean isIn(Predicate<String> has) {
      return concepts.stream().anyMatch(has) || terms.stream().allMatch(has);
    }
  }

  private static final Pattern EXACT_PART = Pattern.compile("[a-z]+|\\d.*|千瓦");
  private static final Pattern CLAUSE_END = Pattern.compile("[,，。?？!！;；、 ]+");
  private static final int SHORTEST_CLAUSE = 3;
  private static final int MOST_CLAUSES = 4;
  private static final Pattern RUN = Pattern.compile("\\p{IsHan}+|[a-z]+|\\d+(?:\\.\\d+)?");

  /**
   * What was asked in several parts of a sentence, part by part; nothing when it is one. "It rains
   * here a lot, is that a problem?" is two texts to a model of meaning, and one of them is the
   * question.
   */
  public List<String> clauses() {
    List<String> clauses = new ArrayList<>();
    for (String clause : CLAUSE_END.split(normalized)) {
      if (clause.length() >= SHORTEST_CLAUSE && clauses.size() < MOST_CLAUSES) {
        clauses.add(clause);
      }
    }
    return clauses.size() < 2 ? List.of() : List.copyOf(clauses);
  }

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
    return ofNormalized(TextNormalizer.normalize(text), false);
  }

  /** Profiles what a customer typed: the same, as it would be written. */
  public static TextProfile ofQuestion(String text) {
    return ofNormalized(Colloquial.written(TextNormalizer.normalize(text)), true);
  }

  /** Profiles a question whose normalised form was corrected. */
  public TextProfile corrected(String normalizedQuestion) {
    return normalizedQuestion.equals(normalized) ? this : ofNormalized(normalizedQuestion, true);
  }

  private static TextProfile ofNormalized(String normalized, boolean question) {
    Set<String> concepts = Lexicon.BUILT_IN.concepts(normalized);
    List<String> indexTerms = new ArrayList<>(concepts);
    Set<String> contentTerms = new LinkedHashSet<>(concepts);
    Set<String> characters = new LinkedHashSet<>();
    StringBuilder core = new StringBuilder();
    Matcher runs = RUN.matcher(normalized);
    while (runs.find()) {
      String run = runs.group();
      if (TextNormalizer.isHan(run.codePointAt(0))) {
        addPairs(run, indexTerms);
        addCharacters(run, indexTerms);
        for (String segment : withoutStopWords(run)) {
          addPairs(segment, contentTerms);
          addCharacters(segment, characters);
          core.append(segment).append(' ');
        }
      } else {
        indexTerms.add(run);
        contentTerms.add(run);
        characters.add(run);
        core.append(run).append(' ');
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
        question ? words(normalized) : List.of(),
        core.toString().strip(),
        exact);
  }

  private static List<Word> words(String normalized) {
    List<Lexicon.Span> concepts = Lexicon.BUILT_IN.conceptSpans(normalized);
    List<Word> words = new ArrayList<>();
    Matcher runs = RUN.matcher(normalized);
    while (runs.find()) {
      String run = runs.group();
      if (TextNormalizer.isHan(run.codePointAt(0))) {
        for (WordList.Word word : WordList.BUILT_IN.wordsOf(run)) {
          int start = runs.start() + word.start();
          List<String> named = named(concepts, start, start + word.text().length());
          if (!named.isEmpty() || !Lexicon.BUILT_IN.isStopWords(word.text())) {
            List<String> terms = new ArrayList<>();
            addPairs(word.text(), terms);
            words.add(new Word(word.text(), terms, named, word.rarity(), word.name()));
          }
        }
      } else if (run.length() > 1 && Character.isLetter(run.charAt(0))) {
        words.add(new Word(run, List.of(run), named(concepts, runs.start(), runs.end()), 1, true));
      }
    }
    return List.copyOf(words);
  }

  private static List<String> named(List<Lexicon.Span> concepts, int start, int end) {
    return concepts.stream()
        .filter(span -> span.start() < end && span.end() > start)
        .map(Lexicon.Span::meaning)
        .toList();
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

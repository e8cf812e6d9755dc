package io.kefu.message.draft;

import io.kefu.contracts.answer.Speaker;
import io.kefu.message.context.Line;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a customer said that waits for an answer: the lines after our last one. When we spoke last,
 * the customer's lines before that: an operator may want a better answer. Pure.
 *
 * @param text the lines
 * @param since time of the first
 */
record LastWords(String text, Instant since) {

  /** The words; empty when the customer never wrote. */
  static Optional<LastWords> of(List<Line> lines) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).speaker() == Speaker.ME) {
      end--;
    }
    int begin = end;
    while (begin > 0 && lines.get(begin - 1).speaker() == Speaker.THEM) {
      begin--;
    }
    return begin == end
        ? Optional.empty()
        : Optional.of(
            new LastWords(
                lines.subList(begin, end).stream()
                    .map(Line::text)
                    .collect(Collectors.joining("\n")),
                lines.get(begin).at()));
  }
}

package io.kefu.agent.update;

import java.util.Arrays;
import java.util.Optional;

/** A version as releases are numbered: {@code 1.4.2}, or {@code 1.4.2-rc.1} before it. */
public final class ReleaseVersion implements Comparable<ReleaseVersion> {

  private static final String FORM = "\\d{1,6}(\\.\\d{1,6}){1,3}(-[A-Za-z0-9.]{1,32})?";

  private final String text;

  private ReleaseVersion(String text) {
    this.text = text;
  }

  /** Reads one; empty when it has another form. */
  public static Optional<ReleaseVersion> of(String text) {
    return text.matches(FORM) ? Optional.of(new ReleaseVersion(text)) : Optional.empty();
  }

  @Override
  public int compareTo(ReleaseVersion other) {
    int[] mine = numbers();
    int[] theirs = other.numbers();
    int length = Math.max(mine.length, theirs.length);
    int numbers = Arrays.compare(Arrays.copyOf(mine, length), Arrays.copyOf(theirs, length));
    if (numbers != 0) {
      return numbers;
    }
    // 1.4.2-rc.1 comes before 1.4.2.
    if (qualifier().isEmpty() || other.qualifier().isEmpty()) {
      return Boolean.compare(qualifier().isEmpty(), other.qualifier().isEmpty());
    }
    return qualifier().compareTo(other.qualifier());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReleaseVersion version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    return qualifier().hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private int[] numbers() {
    return Arrays.stream(text.split("-", 2)[0].split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  private String qualifier() {
    int dash = text.indexOf('-');
    return dash < 0 ? "" : text.substring(dash + 1);
  }
}

package io.kefu.rag.index;

import java.util.Arrays;
import java.util.Collection;

/** A set of terms that is only ever asked "is it in?", kept as sorted hashes to be small. */
public final class TermSet {

  private final int[] hashes;

  private TermSet(int[] hashes) {
    this.hashes = hashes;
  }

  /** The set of some terms. */
  public static TermSet of(Collection<String> terms) {
    return new TermSet(terms.stream().mapToInt(String::hashCode).sorted().distinct().toArray());
  }

  /** The set that {@link #hashes} was taken from. */
  static TermSet ofHashes(int[] sorted) {
    return new TermSet(sorted);
  }

  /** What the set consists of, to be stored. */
  int[] hashes() {
    return hashes;
  }

  /** Whether a term is in the set; two terms with one hash are held to be one. */
  public boolean contains(String term) {
    return Arrays.binarySearch(hashes, term.hashCode()) >= 0;
  }

  /** Memory of this set, in bytes. */
  int bytes() {
    return 16 + 4 * hashes.length;
  }
}

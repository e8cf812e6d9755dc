package io.kefu.message.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private final List<List<Integer>> flushed = new ArrayList<>();
  private final List<CompletableFuture<Void>> gates = new ArrayList<>();

  private final GroupCommit<Integer, Integer> commits =
      new GroupCommit<>(
          3,
          1,
          IllegalArgumentException.class::isInstance,
          items -> {
            flushed.add(items);
            CompletableFuture<Void> gate = new CompletableFuture<>();
            gates.add(gate);
            return Uni.createFrom()
                .completionStage(gate)
                .map(
                    open -> {
                      if (items.contains(13)) {
                        throw new IllegalArgumentException("thirteen");
                      }
                      return items.stream().map(item -> item * 10).toList();
                    });
          });

  @Test
  void loneItemWaitsForNothingAndLaterOnesGoTogether() {
    var first = commits.submit(1);
    var second = commits.submit(2);
    var third = commits.submit(3);
    open(0);
    open(1);

    assertThat(flushed).containsExactly(List.of(1), List.of(2, 3));
    assertThat(first).isCompletedWithValue(10);
    assertThat(second).isCompletedWithValue(20);
    assertThat(third).isCompletedWithValue(30);
  }

  @Test
  void badItemDoesNotTakeTheOthersWithIt() {
    var first = commits.submit(1);
    var bad = commits.submit(13);
    var good = commits.submit(3);
    for (int i = 0; i < 4; i++) {
      open(i);
    }

    assertThat(first).isCompletedWithValue(10);
    assertThat(bad).isCompletedExceptionally();
    assertThat(good).isCompletedWithValue(30);
  }

  @Test
  void noFlushIsLargerThanTheLimit() {
    for (int i = 1; i <= 8; i++) {
      commits.submit(i);
    }
    for (int i = 0; i < 4; i++) {
      open(i);
    }

    assertThat(flushed).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5, 6, 7), List.of(8));
  }

  private void open(int flush) {
    gates.get(flush).complete(null);
  }
}

package io.kefu.rag.extract;

import java.util.List;
import java.util.Set;

/**
 * One row of a table, wherever the table stands.
 *
 * @param place where a person finds it, for instance {@code FAQ, row 3}
 * @param cells what its cells show
 * @param inherited columns whose value comes from a cell above that was merged over this row
 */
record TableRow(String place, List<String> cells, Set<Integer> inherited) {

  TableRow {
    cells = List.copyOf(cells);
    inherited = Set.copyOf(inherited);
  }

  /** Whether it says nothing of its own. */
  boolean isEmpty() {
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isBlank() && !inherited.contains(i)) {
        return false;
      }
    }
    return true;
  }
}

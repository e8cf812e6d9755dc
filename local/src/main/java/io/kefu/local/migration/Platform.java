package io.kefu.local.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Where everything goes; owned by the migration. The same call again changes nothing. */
public interface Platform {

  /**
   * What came of one item.
   *
   * @param status CREATED, COMPLETED, UNCHANGED, STORED, KNOWN or REFUSED
   * @param notes why it was refused, or what was left out
   */
  record Result(String status, List<String> notes) {

    boolean refused() {
      return status.equals("REFUSED");
    }

    boolean fresh() {
      return !status.equals("UNCHANGED") && !status.equals("KNOWN");
    }
  }

  /** Customers, exchanges or sessions. */
  enum Kind {
    /** Customers. */
    CUSTOMERS,
    /** Messages with their answers. */
    EXCHANGES,
    /** How sessions ended. */
    SESSIONS
  }

  /**
   * Sends items.
   *
   * @return what came of each, in their order
   * @throws MigrationException when the platform refuses all of them or does not answer
   */
  List<Result> send(Kind kind, List<ObjectNode> items);

  /**
   * Puts a document.
   *
   * @return whether it is new or has changed
   */
  boolean putDocument(String id, String name, String content);
}

package io.kefu.erp.connector;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One tenant's ERP. Thread-safe; every method blocks, waits for its turn under the rate limit and
 * fails with {@link ErpException}. Nothing is retried inside but a lost session, once.
 */
public interface ErpConnector extends AutoCloseable {

  /**
   * A page of customers.
   *
   * @param records rows in the ERP's order
   * @param next where the next page begins; empty after the last
   */
  record Page(List<ErpRecord> records, Optional<String> next) {}

  /** Its name, for the status. */
  String name();

  /**
   * Our fields as the ERP will show them after a save: those it has a place for, cut to its
   * lengths.
   */
  Map<String, String> asShown(Map<String, String> fields);

  /** Logs in and reads one row, to see whether the set-up is right. */
  void verify();

  /**
   * A page of all customers.
   *
   * @param from what the page before named as next; empty for the first
   */
  Page list(Optional<String> from);

  /**
   * A page of the customers that changed since a time, for an ERP that can tell; of all customers
   * for one that cannot.
   *
   * @param from what the page before named as next; empty for the first
   */
  default Page listChanged(Instant since, Optional<String> from) {
    return list(from);
  }

  /** The customer with an ERP id. */
  Optional<ErpRecord> get(String erpId);

  /**
   * The customer with a customer number; the stable business key that is looked up before a create.
   *
   * @throws ErpException DUPLICATE when there are several
   */
  Optional<ErpRecord> findByNumber(String number);

  /** Creates a customer with a customer number of ours; the caller reads it back. */
  void create(String number, Map<String, String> fields);

  /** Overwrites fields of a customer; the caller reads them back. */
  void update(ErpRecord current, Map<String, String> fields);

  /** Adds a follow-up note to a customer. */
  void note(String erpId, String text);

  /**
   * Documents of one customer and nobody else's, or stock; newest first.
   *
   * @param limit how long the asking customer waits; such a call goes before the synchronisation
   */
  List<ErpDocument> documents(DocumentQuery query, CallLimit limit);

  /**
   * Whether the ERP has sent something that should not wait for the next pull. Cheap; most ERPs
   * never say.
   */
  default boolean hasNews() {
    return false;
  }

  @Override
  void close();
}

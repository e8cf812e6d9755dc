package io.kefu.erp.connector;

import io.kefu.contracts.erp.ErpLookupKind;
import java.util.Optional;

/**
 * What a customer asks the ERP.
 *
 * @param kind which documents
 * @param erpId the ERP's customer, whose documents alone may be told; absent for stock only
 * @param number narrows to a document's number; without one the newest are meant
 */
public record DocumentQuery(ErpLookupKind kind, Optional<String> erpId, Optional<String> number) {

  /** Refuses a question that would find everybody's documents. */
  public DocumentQuery {
    if (kind != ErpLookupKind.STOCK && erpId.isEmpty()) {
      throw new IllegalArgumentException("documents are told to their customer alone");
    }
  }
}

/**
 * What the synchronisation asks of an ERP, whichever it is. A connector is chosen and described per
 * tenant by a {@code connector.yaml}; another installation or another ERP of the same dialects is
 * configuration.
 *
 * <p>Connectors block: they are called from virtual threads, never from the event loop.
 */
package io.kefu.erp.connector;

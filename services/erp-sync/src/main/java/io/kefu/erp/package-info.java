/**
 * Two-way ERP synchronisation: {@code outbox} records what changed here, {@code push} brings it to
 * the ERP, {@code pull} brings back what changed there, {@code conflict} decides per field, {@code
 * connector} speaks to an ERP, {@code status} shows how it stands.
 */
package io.kefu.erp;

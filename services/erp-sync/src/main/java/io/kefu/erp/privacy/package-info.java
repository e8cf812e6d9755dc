/**
 * Keeps phone numbers, id numbers and what else a person would not want read out of every table:
 * values are sealed before they are written and opened after they are read ({@link
 * io.kefu.erp.privacy.SensitiveFields}); a customer is found by a keyed fingerprint. The passwords
 * of ERPs are never stored: they come from the environment ({@code connector.yaml}).
 */
package io.kefu.erp.privacy;

package io.kefu.contracts.erp;

import java.time.Instant;

/**
 * Stops every call to a tenant's ERP. Changes are still recorded and wait. As a request body only
 * {@code on} and {@code reason} are read.
 *
 * @param on whether it is thrown
 * @param reason why (optional)
 * @param changedBy who threw or lifted it (optional)
 * @param changedAt when (optional)
 */
public record KillSwitch(boolean on, String reason, String changedBy, Instant changedAt) {}

package io.kefu.rag.store;

/**
 * How far a tenant's knowledge has come.
 *
 * @param tenantId tenant
 * @param epoch identity of the database
 * @param revision last change
 */
public record TenantRevision(String tenantId, String epoch, long revision) {}

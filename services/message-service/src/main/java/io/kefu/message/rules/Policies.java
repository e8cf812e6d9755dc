package io.kefu.message.rules;

/** Gives the policy that counts for a tenant now. */
@FunctionalInterface
public interface Policies {

  /** The policy. May block while it is read for the first time: for virtual threads. */
  TenantPolicy of(String tenantId);
}

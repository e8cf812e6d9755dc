package io.kefu.message.reply;

/** Where a tenant's sending limits come from; asked for every batch, so it must answer at once. */
public interface LimitSource {

  /** The limits of a tenant. Never blocks. */
  SendLimits of(String tenantId);
}

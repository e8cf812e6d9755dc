package io.kefu.message.reply;

/**
 * Where a tenant's sending limits and the shape of its replies come from; asked for every batch, so
 * it must answer at once.
 */
public interface LimitSource {

  /** The limits of a tenant. Never blocks. */
  SendLimits of(String tenantId);

  /** How a tenant's replies are cut and paced. Never blocks. */
  ReplyShape shape(String tenantId);
}

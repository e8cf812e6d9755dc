package io.kefu.stats.live;

/**
 * How a tenant stands at a moment.
 *
 * @param agentsOnline agents online
 * @param unseen conversations that nobody looked at yet
 * @param needReply conversations whose customer waits for us
 * @param overdue conversations whose customer has waited longer than the SLA
 */
public record Now(long agentsOnline, long unseen, long needReply, long overdue) {}

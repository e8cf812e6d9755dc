package io.kefu.gateway.eventlog;

/**
 * Where a record stands in its topic; records of one key are in one partition, so their offsets
 * tell which came first, whatever clocks say.
 *
 * @param partition partition
 * @param offset offset
 */
public record Position(int partition, long offset) {}

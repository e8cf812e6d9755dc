package io.kefu.contracts.stats;

/**
 * How content customers were (CSAT).
 *
 * @param count episodes with an answer, at least 1
 * @param mean mean of the answers, 1 to 5
 * @param satisfiedRate share of the answers that were 4 or 5, 0 to 1
 */
public record Satisfaction(long count, double mean, double satisfiedRate) {}

/**
 * Statistics: {@code intake} reads the topics, {@code fact} says what is known of each message,
 * {@code rollup} what that adds up to, {@code presence} who was online, {@code report} answers.
 */
package io.kefu.stats;

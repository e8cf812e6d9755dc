/**
 * Answers customers' questions from evidence: {@code chat} takes the question in and gives the
 * answer out, {@code route} decides which way it goes, {@code provider} writes.
 */
package io.kefu.ai;

/**
 * Answers customers' questions from evidence: {@code chat} takes the question in and gives the
 * answer out, {@code route} decides which way it goes, {@code provider} writes; {@code guard}
 * stands before and after a model, {@code prompt} words what it is asked, {@code budget} counts
 * what it costs, {@code key} keeps tenants' own keys.
 */
package io.kefu.ai;

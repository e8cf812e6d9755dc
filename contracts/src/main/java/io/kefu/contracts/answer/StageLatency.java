package io.kefu.contracts.answer;

/**
 * How long each stage took, in milliseconds; a stage that did not run is absent.
 *
 * @param receiveMs from the agent clock time of the message to its storing (optional)
 * @param retrieveMs searching the knowledge base (optional)
 * @param generateMs writing the answer (optional)
 * @param sendMs from decision to receipt (optional)
 * @param totalMs from receiving to receipt, or to decision while no receipt is there (optional)
 */
public record StageLatency(
    Long receiveMs, Long retrieveMs, Long generateMs, Long sendMs, Long totalMs) {}

package io.kefu.contracts.stats;

/**
 * What was counted in a span of time. What became of a message is counted at the time the message
 * was received, what became of a reply part at the time it was decided: a late event changes the
 * bucket it belongs to, never the one it arrives in.
 *
 * @param received customer messages; system rows and our own messages are not among them
 * @param replied received messages that got a reply from the bot or an operator
 * @param handedOver received messages given to a person
 * @param ignored received messages that were to get nothing
 * @param replyParts reply parts decided, a long reply has several
 * @param sent reply parts read back in the chat
 * @param failed reply parts certainly not sent
 * @param unknown reply parts whose sending was cut off: a person decides
 * @param tokensIn tokens that models read
 * @param tokensOut tokens that models wrote
 * @param agentsOnline most agents online in one minute of the span
 * @param answerRate replied / (received - ignored), 0 to 1; absent when nothing was to be answered
 *     (optional)
 * @param firstResponse waiting times; absent when nothing was replied (optional)
 */
public record StatsMeasures(
    long received,
    long replied,
    long handedOver,
    long ignored,
    long replyParts,
    long sent,
    long failed,
    long unknown,
    long tokensIn,
    long tokensOut,
    long agentsOnline,
    Double answerRate,
    ResponseTimes firstResponse) {}

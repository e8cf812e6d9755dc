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
 * @param knowledgeHits received messages answered from knowledge entries
 * @param knowledgeMisses received messages handed over because the knowledge base had no answer
 * @param repliedByBotAlone received messages that got a reply and were not given to a person
 * @param cost what the models cost, in the currency of the price list
 * @param slaBreaches times a customer waited longer than the SLA of their grade
 * @param episodes episodes that ended
 * @param solved episodes that ended solved
 * @param unsolved episodes that ended unsolved
 * @param transferred episodes that ended with a person
 * @param abandoned episodes that the customer left
 * @param poolEntered customers who came into the unknown pool
 * @param poolLeft customers who left the unknown pool
 * @param handoverRate handedOver / (received - ignored), 0 to 1; absent when nothing was to be
 *     answered (optional)
 * @param resolutionRate solved / episodes, 0 to 1; absent without an episode (optional)
 * @param resolutionMs mean time from the first message of an episode to its end in milliseconds;
 *     absent without an episode (optional)
 * @param satisfaction what customers said; absent when nobody said anything (optional)
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
    ResponseTimes firstResponse,
    long knowledgeHits,
    long knowledgeMisses,
    long repliedByBotAlone,
    double cost,
    long slaBreaches,
    long episodes,
    long solved,
    long unsolved,
    long transferred,
    long abandoned,
    long poolEntered,
    long poolLeft,
    Double handoverRate,
    Double resolutionRate,
    Double resolutionMs,
    Satisfaction satisfaction) {}

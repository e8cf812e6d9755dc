/**
 * What is known of each message, reply part and agent session, as values that only grow.
 *
 * <p>This is why a replay, a redelivery, a republished reply, a late and an out-of-order event all
 * come out right: an event is turned into a partial fact; facts of one key merge by an operation
 * that is commutative, associative and idempotent (smallest time, "has happened", strongest
 * status); a fact says by itself what it contributes to which bucket; and when a fact changes, the
 * old contribution is taken out of the rollups and the new one put in, in the transaction that
 * stores the fact. The rollups are therefore always the sum over the facts, whatever the order and
 * number of deliveries. Committing offsets together with the sums would not do: an agent that
 * resends a message puts a second record on the topic, and a replay begins at other offsets.
 */
package io.kefu.stats.fact;

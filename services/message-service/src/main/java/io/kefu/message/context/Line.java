package io.kefu.message.context;

import io.kefu.contracts.answer.Speaker;
import java.time.Instant;

/**
 * One line of a conversation.
 *
 * @param speaker whose
 * @param text what was said
 * @param at when we stored it
 */
public record Line(Speaker speaker, String text, Instant at) {}

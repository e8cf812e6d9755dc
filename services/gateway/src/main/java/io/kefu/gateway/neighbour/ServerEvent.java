package io.kefu.gateway.neighbour;

/**
 * A server-sent event.
 *
 * @param name its name; null for one without
 * @param data its data, lines joined
 */
public record ServerEvent(String name, String data) {}

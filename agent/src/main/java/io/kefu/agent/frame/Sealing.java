package io.kefu.agent.frame;

/**
 * One end's part in the agreement to seal payloads.
 *
 * @param keyId which of the agent's keys
 * @param salt base64url of {@link PayloadSeal#SALT_BYTES} random bytes
 */
public record Sealing(String keyId, String salt) {}

/**
 * Sensitive columns (design.md §6): sealed with AES-256-GCM under keys that can be rotated, and
 * found again by a keyed fingerprint. No framework here: the service reads the keys from its
 * configuration and makes a {@link io.kefu.chassis.sealing.KeyRing} of them.
 *
 * <p>A rotation: (1) put the new key in front, {@code new:…,old:…}, and restart; everything is
 * readable and new writes use the new key; (2) seal again what {@link
 * io.kefu.chassis.sealing.KeyRing#isCurrent} denies, the fingerprints with it; (3) take the old key
 * away. Until (2) is done, search with all {@link io.kefu.chassis.sealing.KeyRing#fingerprints}.
 */
package io.kefu.chassis.sealing;

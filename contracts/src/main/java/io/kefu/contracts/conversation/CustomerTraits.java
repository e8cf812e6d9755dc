package io.kefu.contracts.conversation;

/**
 * What statistics tell customers apart by, as it was when something happened.
 *
 * @param bucket WHITE, GRAY or BLACK (optional)
 * @param grade A, B, C or D (optional)
 * @param triggerLabel 售前, 售后 or 客户开发 (optional)
 */
public record CustomerTraits(String bucket, String grade, String triggerLabel) {}

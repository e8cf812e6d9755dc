package io.kefu.erp.push;

import io.kefu.erp.conflict.ThreeWay.Winner;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A customer taken in hand by this process until its lease ends.
 *
 * @param tenantId tenant
 * @param customerId our id
 * @param changeSeq what the queue had counted when it was claimed
 * @param fields our side
 * @param causes what happened since the last push
 * @param attempts failures so far
 * @param erpId the ERP's id, if it is known there
 * @param agreed what both sides agreed on last
 * @param decided fields that a person decided
 */
public record Claim(
    String tenantId,
    String customerId,
    long changeSeq,
    Map<String, Object> fields,
    Set<String> causes,
    int attempts,
    Optional<String> erpId,
    Map<String, String> agreed,
    Map<String, Winner> decided) {}

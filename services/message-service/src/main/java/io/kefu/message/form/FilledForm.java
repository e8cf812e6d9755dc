package io.kefu.message.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A filling of a form, as it is stored. Its reply draft is for the operator; nothing sends it.
 *
 * @param label pre_sales, after_sales or business_development
 * @param version counts within conversation and label, from 1
 * @param status PENDING, FILLED or HANDOFF (a person fills it)
 * @param form of the tenant's schema; absent unless filled
 * @param reason why a person must fill it; absent otherwise
 * @param faults what was wrong with the model's last text
 * @param askedBy person or rule that asked; {@code auto} when nobody did
 */
public record FilledForm(
    UUID formId,
    UUID conversationId,
    String label,
    int version,
    String status,
    JsonNode form,
    String reason,
    List<String> faults,
    String provider,
    String model,
    String askedBy,
    Instant createdAt,
    Instant filledAt) {}

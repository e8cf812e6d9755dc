/**
 * Structured forms for operators (domain.md §4): filled by a model, checked against their schema.
 */
package io.kefu.ai.form;

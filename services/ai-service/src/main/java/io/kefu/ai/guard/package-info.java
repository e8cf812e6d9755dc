/**
 * What stands before and after a model: sensitive words, personal data, prompt injection, forbidden
 * topics before; reasoning, raw errors, figures and claims without evidence after. All pure.
 */
package io.kefu.ai.guard;

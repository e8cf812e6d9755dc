/** Prompts as versioned templates, filled so that what people wrote can never become an order. */
package io.kefu.ai.prompt;

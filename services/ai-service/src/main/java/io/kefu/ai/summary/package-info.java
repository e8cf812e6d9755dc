/** Summarises the earlier lines of a long conversation, so that a model need not read them all. */
package io.kefu.ai.summary;

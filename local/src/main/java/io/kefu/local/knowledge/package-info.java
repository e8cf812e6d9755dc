/** Loads the demo knowledge base through the public API, as any user of the product would. */
package io.kefu.local.knowledge;

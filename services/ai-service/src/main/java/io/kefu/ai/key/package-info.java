/** Tenants' own provider keys: sealed in PostgreSQL, opened only to call the provider. */
package io.kefu.ai.key;

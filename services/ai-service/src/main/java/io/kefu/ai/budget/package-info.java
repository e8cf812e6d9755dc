/** What model calls cost each tenant, and where the day's limit is. */
package io.kefu.ai.budget;

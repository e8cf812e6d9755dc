/** The past, loaded from files. */
package io.kefu.stats.backfill;

/** Calls for a person when the synchronisation goes badly (domain.md §8). */
package io.kefu.erp.alert;

/** What was seen of a run, and the checker that judges it. Pure: no fleet, no clock, no network. */
package io.kefu.e2e.history;

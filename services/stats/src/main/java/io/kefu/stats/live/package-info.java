/** How it stands now: who is online, who waits, and a picture of it every few seconds. */
package io.kefu.stats.live;

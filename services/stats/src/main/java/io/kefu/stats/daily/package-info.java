/** The report of a day, and how it gets into a team's chat. */
package io.kefu.stats.daily;

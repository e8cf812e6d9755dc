/** What customers asked in vain: counted by day, told in clusters. */
package io.kefu.stats.question;

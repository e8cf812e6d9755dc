/** The commands of {@code ./kefu}. */
package io.kefu.local.command;

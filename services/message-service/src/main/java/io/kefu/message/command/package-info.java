/** What admins order in a chat: {@code #mute}, {@code #status} and the like (domain.md §5). */
package io.kefu.message.command;

/** What a person sees: colours on a terminal, plain lines everywhere else. */
package io.kefu.local.console;

/** Records that a service could not process, and their way back. */
package io.kefu.local.deadletter;

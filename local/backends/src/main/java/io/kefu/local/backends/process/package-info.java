/**
 * Child processes that are found again after a crash and never outlive the process that needs them.
 */
package io.kefu.local.backends.process;

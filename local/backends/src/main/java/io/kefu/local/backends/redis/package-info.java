/** Redis as a child process. */
package io.kefu.local.backends.redis;

/**
 * Ahead-of-time caches of the services, which make a warm start take seconds (JDK 25 and newer).
 */
package io.kefu.local.aot;

/** The gateway's REST API, as the launcher, the chat and the tests use it. */
package io.kefu.local.gateway;

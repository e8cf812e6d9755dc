/** A person as the WeChat customer: asks through the simulated agent and sees what came of it. */
package io.kefu.local.chat;

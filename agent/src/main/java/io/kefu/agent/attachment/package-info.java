/** Files of messages: kept encrypted beside the queue, uploaded before their message goes. */
package io.kefu.agent.attachment;

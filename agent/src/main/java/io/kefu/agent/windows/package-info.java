/**
 * The ports of {@code wechat.ui} on Windows, through JNA by bare functions and vtable slots: mapped
 * libraries cost a second and some megabytes at first use. Nothing outside names these classes but
 * {@code Main}, and only for the driver {@code wechat}, so that they never load elsewhere.
 */
package io.kefu.agent.windows;

/** Makes a follow-up question ("那保修呢？") understandable without the conversation. */
package io.kefu.ai.rewrite;

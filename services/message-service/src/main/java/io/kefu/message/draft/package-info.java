/** Drafts of replies that operators ask for, read while they grow, change and send themselves. */
package io.kefu.message.draft;

/** What each tenant sets for itself at run time: providers, their order, style and budget. */
package io.kefu.ai.tenant;

/** Takes over what the predecessor's SQLite database holds, through the REST API. */
package io.kefu.local.migration;

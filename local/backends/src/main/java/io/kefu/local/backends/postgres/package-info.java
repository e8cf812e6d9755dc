/** PostgreSQL as a child process, with a schema and a login role for each service. */
package io.kefu.local.backends.postgres;

/** Encrypted backups of the database and of files, and the way back. */
package io.kefu.local.backup;

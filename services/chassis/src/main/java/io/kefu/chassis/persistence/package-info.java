/** What failures of PostgreSQL mean, for every service alike. */
package io.kefu.chassis.persistence;

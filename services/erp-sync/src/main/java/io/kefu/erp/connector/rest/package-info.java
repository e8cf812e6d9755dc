/** Any ERP that speaks plain REST with JSON, described by {@code connector.yaml} alone. */
package io.kefu.erp.connector.rest;

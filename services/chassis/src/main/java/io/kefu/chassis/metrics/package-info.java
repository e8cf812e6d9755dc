/** Figures that every service has. */
package io.kefu.chassis.metrics;

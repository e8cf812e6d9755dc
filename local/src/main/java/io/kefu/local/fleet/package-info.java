/**
 * The whole fleet on this machine: back ends, six services, one simulated agent.
 *
 * <p>{@link io.kefu.local.fleet.Fleet} starts it and keeps it; {@link
 * io.kefu.local.fleet.FleetFile} lets another process see it.
 */
package io.kefu.local.fleet;

/**
 * The gateway as a device of its own: {@link org.oisp.gateway.server.socket.probe.SelfProbe} connects to the device port and sends itself
 * an actuation, {@link org.oisp.gateway.server.socket.probe.Rehearsal} does so thousands of times before the gateway is ready, and
 * {@link org.oisp.gateway.server.socket.probe.OwnConnections} lets the port recognise their connections.
 */
@NullMarked
package org.oisp.gateway.server.socket.probe;

import org.jspecify.annotations.NullMarked;

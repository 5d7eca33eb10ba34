/**
 * The self-probe: {@link org.oisp.gateway.server.socket.probe.SelfProbe} connects to the device port and sends itself an actuation;
 * {@link org.oisp.gateway.server.socket.probe.ProbeConnections} lets the port recognise its connections.
 */
@NullMarked
package org.oisp.gateway.server.socket.probe;

import org.jspecify.annotations.NullMarked;

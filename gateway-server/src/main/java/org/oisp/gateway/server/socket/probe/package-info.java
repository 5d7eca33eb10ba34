/**
 * The gateway's own device: {@link org.oisp.gateway.server.socket.probe.SelfProbe} connects to the own device port and sends itself an
 * actuation, {@link org.oisp.gateway.server.socket.probe.ProbeConnections} is how the port knows it.
 */
@NullMarked
package org.oisp.gateway.server.socket.probe;

import org.jspecify.annotations.NullMarked;

/** Wires the gateway: {@link org.oisp.gateway.server.GatewayServer} is the only class that knows all the others. */
@NullMarked
package org.oisp.gateway.server;

import org.jspecify.annotations.NullMarked;

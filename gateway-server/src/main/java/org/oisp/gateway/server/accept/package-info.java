/** How a port accepts connections: {@link org.oisp.gateway.server.accept.AcceptGate}, never more than there are files for. */
@NullMarked
package org.oisp.gateway.server.accept;

import org.jspecify.annotations.NullMarked;

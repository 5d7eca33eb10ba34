/**
 * How a connection of the management port is bounded and ended, whatever is asked over it: {@link
 * org.oisp.gateway.server.management.http.RequestBounds} and {@link org.oisp.gateway.server.management.http.LingeringClose}.
 */
@NullMarked
package org.oisp.gateway.server.management.http;

import org.jspecify.annotations.NullMarked;

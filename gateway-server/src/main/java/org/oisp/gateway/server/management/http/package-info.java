/**
 * Limits and closes connections of the management port, whatever they request: {@link
 * org.oisp.gateway.server.management.http.RequestBounds} and {@link org.oisp.gateway.server.management.http.LingeringClose}.
 */
@NullMarked
package org.oisp.gateway.server.management.http;

import org.jspecify.annotations.NullMarked;

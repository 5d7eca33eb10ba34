/**
 * Limits and closes connections of the management port, for all kinds of requests: {@link
 * org.oisp.gateway.server.management.http.RequestBounds} and {@link org.oisp.gateway.server.management.http.LingeringClose}.
 */
@NullMarked
package org.oisp.gateway.server.management.http;

import org.jspecify.annotations.NullMarked;

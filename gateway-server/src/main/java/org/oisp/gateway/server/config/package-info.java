/**
 * Reads the configuration from the environment into a checked value, {@link org.oisp.gateway.server.config.GatewaySettings}, or reports
 * every problem at once.
 */
@NullMarked
package org.oisp.gateway.server.config;

import org.jspecify.annotations.NullMarked;

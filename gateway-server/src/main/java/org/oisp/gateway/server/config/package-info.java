/**
 * Configuration as a checked value: {@link org.oisp.gateway.server.config.GatewaySettings} from the environment, or all that is wrong
 * with it at once.
 */
@NullMarked
package org.oisp.gateway.server.config;

import org.jspecify.annotations.NullMarked;

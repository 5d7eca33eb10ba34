/**
 * The sources of settings: environment variables, files that they name, the original's JSON, Cloud Foundry's services. Each value has
 * its {@link org.oisp.gateway.server.config.source.ValueOrigin}. This package does not know what the settings are for.
 */
@NullMarked
package org.oisp.gateway.server.config.source;

import org.jspecify.annotations.NullMarked;

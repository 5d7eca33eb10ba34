/**
 * Where settings stand: environment variables, files that they name, the original's JSON, Cloud Foundry's services. Each value knows
 * its {@link org.oisp.gateway.server.config.source.ValueOrigin}; nothing here knows what a setting is for.
 */
@NullMarked
package org.oisp.gateway.server.config.source;

import org.jspecify.annotations.NullMarked;

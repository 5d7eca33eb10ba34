/**
 * Logging: {@link org.oisp.gateway.server.logging.LogOutput} sets level and format. Classes that only JSON lines need are loaded only for
 * them.
 */
@NullMarked
package org.oisp.gateway.server.logging;

import org.jspecify.annotations.NullMarked;

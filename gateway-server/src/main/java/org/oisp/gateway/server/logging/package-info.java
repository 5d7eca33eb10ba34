/**
 * The log: {@link org.oisp.gateway.server.logging.LogOutput} says at which level and in which form lines are written. What is only needed
 * for JSON lines is loaded for them only.
 */
@NullMarked
package org.oisp.gateway.server.logging;

import org.jspecify.annotations.NullMarked;

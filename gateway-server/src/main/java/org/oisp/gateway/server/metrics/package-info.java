/**
 * Meters of the process, of its limits, and of what it holds.
 */
@NullMarked
package org.oisp.gateway.server.metrics;

import org.jspecify.annotations.NullMarked;

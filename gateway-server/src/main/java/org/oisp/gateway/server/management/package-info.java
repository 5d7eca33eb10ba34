/**
 * The management port: health and metrics, for operators. {@link org.oisp.gateway.server.management.ManagementServer} is its entry.
 */
@NullMarked
package org.oisp.gateway.server.management;

import org.jspecify.annotations.NullMarked;

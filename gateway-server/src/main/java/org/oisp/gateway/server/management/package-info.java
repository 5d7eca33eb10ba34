/**
 * The management port: health, metrics and the operators' API. The entry point is {@link
 * org.oisp.gateway.server.management.ManagementServer}.
 */
@NullMarked
package org.oisp.gateway.server.management;

import org.jspecify.annotations.NullMarked;

/** The way to Redis. */
@NullMarked
package org.oisp.gateway.server.redis;

import org.jspecify.annotations.NullMarked;

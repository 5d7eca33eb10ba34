/**
 * The way to PostgreSQL: a small pool, and the question whether it answers. The statements are in {@code gateway-core}.
 */
@NullMarked
package org.oisp.gateway.server.database;

import org.jspecify.annotations.NullMarked;

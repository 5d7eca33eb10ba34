/** PostgreSQL: a small connection pool, and the check of a server. The statements are in {@code gateway-core}. */
@NullMarked
package org.oisp.gateway.server.database;

import org.jspecify.annotations.NullMarked;

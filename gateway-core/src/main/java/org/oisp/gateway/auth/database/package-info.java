/**
 * How the database is asked: connections that are given back as they should be, and the replicas that lookups go to
 * ({@link org.oisp.gateway.auth.database.DeviceReplicas}).
 */
@NullMarked
package org.oisp.gateway.auth.database;

import org.jspecify.annotations.NullMarked;

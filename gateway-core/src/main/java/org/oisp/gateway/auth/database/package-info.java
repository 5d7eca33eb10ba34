/** Device lookups in the dashboard's tables, at the primary or at replicas ({@link org.oisp.gateway.auth.database.DeviceReplicas}). */
@NullMarked
package org.oisp.gateway.auth.database;

import org.jspecify.annotations.NullMarked;

/** Access to PostgreSQL: transactions with a timeout, the meaning of server errors, and the events of both. */
@NullMarked
package org.oisp.gateway.database;

import org.jspecify.annotations.NullMarked;

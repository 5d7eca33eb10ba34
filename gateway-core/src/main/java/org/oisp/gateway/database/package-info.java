/**
 * Access to PostgreSQL: transactions with a timeout, what an error of the server means, and the events of both.
 */
@NullMarked
package org.oisp.gateway.database;

import org.jspecify.annotations.NullMarked;

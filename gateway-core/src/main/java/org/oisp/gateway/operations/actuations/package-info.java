/**
 * Sends the actuations that are posted to the API, and remembers what becomes of them:
 * {@link org.oisp.gateway.operations.actuations.ApiActuations} is the entry.
 */
@NullMarked
package org.oisp.gateway.operations.actuations;

import org.jspecify.annotations.NullMarked;

/**
 * Keeps actuations with a ttl in the database until their devices have confirmed them: docs/decisions/122.
 * {@link org.oisp.gateway.queue.ActuationQueue} is the entry.
 */
@NullMarked
package org.oisp.gateway.queue;

import org.jspecify.annotations.NullMarked;

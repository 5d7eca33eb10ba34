/**
 * What operators see of the gateway as it happens: a sample each second, kept for a quarter of an hour, and handed to whoever watches.
 * {@link org.oisp.gateway.operations.live.LiveFeed} is its entry.
 */
@NullMarked
package org.oisp.gateway.operations.live;

import org.jspecify.annotations.NullMarked;

/**
 * The operators' live view of the gateway: one sample per second, kept for a quarter of an hour and sent to the viewers. The entry point
 * is {@link org.oisp.gateway.operations.live.LiveFeed}.
 */
@NullMarked
package org.oisp.gateway.operations.live;

import org.jspecify.annotations.NullMarked;

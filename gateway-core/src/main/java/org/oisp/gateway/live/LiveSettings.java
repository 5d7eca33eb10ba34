package org.oisp.gateway.live;

import java.time.Duration;

/**
 * The bounds of watching.
 *
 * @param viewers how many may watch at once
 * @param patience how long one may leave unread what it was sent; then its connection is cut
 */
public record LiveSettings(int viewers, Duration patience) {}

package org.oisp.gateway.operations.live;

import java.time.Duration;

/**
 * The bounds of watching.
 *
 * @param viewers how many may watch at once
 * @param viewersPerAddress how many of them one address may have that shows no password
 * @param patience how long one may leave unread what it was sent; then its connection is cut
 */
public record LiveSettings(int viewers, int viewersPerAddress, Duration patience) {}

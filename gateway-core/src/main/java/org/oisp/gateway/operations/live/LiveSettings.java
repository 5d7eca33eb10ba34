package org.oisp.gateway.operations.live;

import java.time.Duration;

/**
 * The limits of viewers.
 *
 * @param viewers the maximum number of viewers
 * @param viewersPerAddress the maximum number of viewers without the password per address
 * @param stallTimeout how long a viewer may leave data unread before its connection is cut
 */
public record LiveSettings(int viewers, int viewersPerAddress, Duration stallTimeout) {}

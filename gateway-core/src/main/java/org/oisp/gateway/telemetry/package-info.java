/**
 * Tools with which features record their events: tagged counters, latency timers, rate-limited log lines and log fields. Each feature
 * keeps its events and outcomes in its own package.
 */
@NullMarked
package org.oisp.gateway.telemetry;

import org.jspecify.annotations.NullMarked;

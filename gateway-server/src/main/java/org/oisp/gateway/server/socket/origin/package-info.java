/**
 * Where connections come from: what the configured proxies report of the peers behind them, and how many connections each address may have
 * ({@link org.oisp.gateway.server.socket.origin.OriginTracker}). Which reports are trusted: docs/decisions/021.
 */
@NullMarked
package org.oisp.gateway.server.socket.origin;

import org.jspecify.annotations.NullMarked;

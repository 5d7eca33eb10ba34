/**
 * Where connections come from: what proxies that are named say of the peers behind them, and how many connections each address may
 * have ({@link org.oisp.gateway.server.socket.origin.OriginTracker}). What is believed of whom: docs/decisions/021.
 */
@NullMarked
package org.oisp.gateway.server.socket.origin;

import org.jspecify.annotations.NullMarked;

/** The heartbeat that the dashboard's start-up script waits for. */
@NullMarked
package org.oisp.gateway.server.kafka;

import org.jspecify.annotations.NullMarked;

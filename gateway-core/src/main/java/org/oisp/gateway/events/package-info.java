/**
 * What happened: one method an event, which counts it and writes its log line ({@link org.oisp.gateway.events.GatewayEvents},
 * {@link org.oisp.gateway.events.DatabaseEvents}). Every outcome and every reason to drop a peer has its name here.
 */
@NullMarked
package org.oisp.gateway.events;

import org.jspecify.annotations.NullMarked;

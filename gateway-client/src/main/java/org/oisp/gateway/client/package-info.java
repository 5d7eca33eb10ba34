/**
 * Peers of a gateway: {@link org.oisp.gateway.client.DeviceClient} is a device that stays registered and is handed its actuations,
 * {@link org.oisp.gateway.client.ActuationSender} is a dashboard that sends them. Both come back by themselves when their connection
 * ends, and say what happens as a flux of {@link org.oisp.gateway.client.ClientState}. A
 * {@link org.oisp.gateway.client.GatewayEndpoint} says where the gateway is; any number of clients share one, and its event loops.
 */
@NullMarked
package org.oisp.gateway.client;

import org.jspecify.annotations.NullMarked;

/**
 * Clients of a gateway: {@link org.oisp.gateway.client.DeviceClient} is a device that stays registered and receives its actuations,
 * {@link org.oisp.gateway.client.ActuationSender} is a dashboard that sends them. Both reconnect by themselves when their connection ends,
 * and publish their states as a flux of {@link org.oisp.gateway.client.ClientState}. A {@link org.oisp.gateway.client.GatewayEndpoint}
 * holds the gateway's address; any number of clients share one, and its event loops.
 */
@NullMarked
package org.oisp.gateway.client;

import org.jspecify.annotations.NullMarked;

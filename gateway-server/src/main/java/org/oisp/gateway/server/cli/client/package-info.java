/**
 * What the commands that talk to a gateway share: {@link org.oisp.gateway.server.cli.client.GatewayClient} and the options that say
 * which gateway and which device.
 */
@NullMarked
package org.oisp.gateway.server.cli.client;

import org.jspecify.annotations.NullMarked;

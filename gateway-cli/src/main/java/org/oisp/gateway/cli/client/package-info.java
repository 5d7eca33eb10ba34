/** What the commands that talk to a gateway share: the options that name the gateway and the device, and the descriptions of failures. */
@NullMarked
package org.oisp.gateway.cli.client;

import org.jspecify.annotations.NullMarked;

/**
 * The command line {@code ./gateway}, which {@link org.oisp.gateway.cli.GatewayMain} starts. Its root command registers {@code serve} and
 * {@code check} of the server, and the commands of this package, one class each: devices, senders, load, the demo and its tools.
 */
@NullMarked
package org.oisp.gateway.cli;

import org.jspecify.annotations.NullMarked;

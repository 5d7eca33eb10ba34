/**
 * The command line {@code ./gateway}: the root command {@link org.oisp.gateway.cli.GatewayCommand}, which registers {@code serve} and
 * {@code check} of the server, and the commands that are devices, senders, load, a demo or its tools, one class each.
 */
@NullMarked
package org.oisp.gateway.cli;

import org.jspecify.annotations.NullMarked;

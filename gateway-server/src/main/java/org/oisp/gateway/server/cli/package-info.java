/**
 * The commands of {@code ./gateway}, one class each, registered in {@link org.oisp.gateway.server.cli.GatewayCommand}; {@code dev} and
 * {@code serve} run in {@code Foreground}.
 */
@NullMarked
package org.oisp.gateway.server.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The commands of {@code ./gateway}, one class each.
 */
@NullMarked
package org.oisp.gateway.server.cli;

import org.jspecify.annotations.NullMarked;

/** Tries every server that the configuration names. {@link org.oisp.gateway.server.command.check.ServerChecks} is the entry point. */
@NullMarked
package org.oisp.gateway.server.command.check;

import org.jspecify.annotations.NullMarked;

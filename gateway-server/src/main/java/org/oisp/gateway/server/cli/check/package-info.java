/** Tries every server that the configuration names. {@link org.oisp.gateway.server.cli.check.ServerChecks} is the entry point. */
@NullMarked
package org.oisp.gateway.server.cli.check;

import org.jspecify.annotations.NullMarked;

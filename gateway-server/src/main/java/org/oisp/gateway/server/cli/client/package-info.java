/**
 * What the commands that talk to a gateway share: the options that say which gateway and which device, and what is said of a failure.
 */
@NullMarked
package org.oisp.gateway.server.cli.client;

import org.jspecify.annotations.NullMarked;

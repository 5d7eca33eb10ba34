/** Connects this instance with the other instances. */
@NullMarked
package org.oisp.gateway.server.cluster;

import org.jspecify.annotations.NullMarked;

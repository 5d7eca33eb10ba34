/** Rate limits for an address or a connection, and the events of those that exceed them. */
@NullMarked
package org.oisp.gateway.limits;

import org.jspecify.annotations.NullMarked;

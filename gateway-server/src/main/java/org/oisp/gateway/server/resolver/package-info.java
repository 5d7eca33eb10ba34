/** Host names of the servers that the gateway depends on. */
@NullMarked
package org.oisp.gateway.server.resolver;

import org.jspecify.annotations.NullMarked;

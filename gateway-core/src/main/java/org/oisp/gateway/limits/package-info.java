/**
 * What an address or a connection may do only so often, and the events of those that exceed it.
 */
@NullMarked
package org.oisp.gateway.limits;

import org.jspecify.annotations.NullMarked;

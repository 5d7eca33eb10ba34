/**
 * Connects this instance with the others.
 */
@NullMarked
package org.oisp.gateway.server.cluster;

import org.jspecify.annotations.NullMarked;

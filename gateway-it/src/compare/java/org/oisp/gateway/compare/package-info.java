/**
 * Compares parts of the gateway with the parts of Netty and Reactor that could replace them. Not a test: it is run by hand, see
 * docs/performance.md. Each comparison is in the package of the part that it measures.
 */
@NullMarked
package org.oisp.gateway.compare;

import org.jspecify.annotations.NullMarked;

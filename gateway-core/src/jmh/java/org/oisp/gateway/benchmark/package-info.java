/**
 * Benchmarks of the single steps of a delivery and of a registration. Speed is measured here and never in a test; the speed of a whole
 * gateway is measured from outside. Each benchmark checks its results, so that no cheap failure is measured.
 */
@NullMarked
package org.oisp.gateway.benchmark;

import org.jspecify.annotations.NullMarked;

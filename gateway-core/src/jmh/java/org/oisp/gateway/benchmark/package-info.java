/**
 * What the steps of a delivery and of a registration cost, each on its own. Speed is shown here and never in a test; what a whole
 * gateway takes is measured from outside. Each benchmark looks at what came of its work, so that no cheap failure is measured.
 */
@NullMarked
package org.oisp.gateway.benchmark;

import org.jspecify.annotations.NullMarked;

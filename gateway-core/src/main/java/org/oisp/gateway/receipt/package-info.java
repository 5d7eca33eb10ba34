/**
 * What becomes of an actuation whose sender wants to know: {@link org.oisp.gateway.receipt.TrackedActuation} follows it from the router to
 * the device's socket and reports exactly one {@link org.oisp.gateway.receipt.Receipt}.
 */
@NullMarked
package org.oisp.gateway.receipt;

import org.jspecify.annotations.NullMarked;

/**
 * Routing of actuations: {@link org.oisp.gateway.routing.ActuationRouter} finds the mailbox of the device. With several instances,
 * {@link org.oisp.gateway.routing.Forwarder} forwards to the instance that has the device, and
 * {@link org.oisp.gateway.routing.BusReceiver} receives from the others.
 */
@NullMarked
package org.oisp.gateway.routing;

import org.jspecify.annotations.NullMarked;

/**
 * Where an actuation goes: {@link org.oisp.gateway.routing.ActuationRouter} finds the mailbox that it names. If there are other
 * instances, {@link org.oisp.gateway.routing.Forwarder} brings it to the one that has the device, and
 * {@link org.oisp.gateway.routing.BusReceiver} takes what they send.
 */
@NullMarked
package org.oisp.gateway.routing;

import org.jspecify.annotations.NullMarked;

/**
 * Where an actuation goes: {@link org.oisp.gateway.routing.ActuationRouter} finds the mailbox that it names.
 */
@NullMarked
package org.oisp.gateway.routing;

import org.jspecify.annotations.NullMarked;

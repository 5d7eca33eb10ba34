/**
 * Who is here: {@link org.oisp.gateway.registry.DeviceRegistry} knows the mailbox of each connected device. A mailbox is
 * the only place that emits.
 */
@NullMarked
package org.oisp.gateway.registry;

import org.jspecify.annotations.NullMarked;

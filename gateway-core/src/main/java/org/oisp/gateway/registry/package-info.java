/**
 * The devices connected to this instance: {@link org.oisp.gateway.registry.DeviceRegistry} maps each device to its mailbox. Messages for a
 * device are emitted only by its mailbox.
 */
@NullMarked
package org.oisp.gateway.registry;

import org.jspecify.annotations.NullMarked;

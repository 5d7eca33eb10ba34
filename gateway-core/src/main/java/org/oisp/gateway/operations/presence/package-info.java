/**
 * Answers which devices are connected to which instance: {@link org.oisp.gateway.operations.presence.PresenceService} takes requests and
 * asks the other instances. This instance's own devices are read from their mailboxes at that moment; no other state is kept.
 */
@NullMarked
package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.NullMarked;

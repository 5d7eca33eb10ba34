/**
 * Who is connected where, across all instances: {@link org.oisp.gateway.operations.presence.PresenceService} is asked, and asks the others'. What
 * there is to say of this instance's devices is read from their mailboxes at that moment; nothing is kept for it.
 */
@NullMarked
package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.NullMarked;

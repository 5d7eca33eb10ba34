package org.oisp.gateway.server.socket;

import org.oisp.gateway.session.Peer;

/** A peer whose input can be paused, so that TCP slows it down. The methods of this interface are confined to its event loop. */
interface PausablePeer extends Peer {

    /** Stops reading. */
    void stopReading();

    /** Resumes decoding, unless there is still a reason to wait. */
    void resumeReading();
}

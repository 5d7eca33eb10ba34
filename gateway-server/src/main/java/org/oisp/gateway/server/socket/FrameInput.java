package org.oisp.gateway.server.socket;

import io.netty.channel.ChannelHandler;

/** The handler that decodes a socket's frames, as far as its socket controls it. Confined to the event loop. */
interface FrameInput extends ChannelHandler {

    /** Stops decoding: the socket is held as a sender. */
    void hold();

    /** Decodes the input that waited, and turns reading on again, unless the socket is held. */
    void resume();

    /** Ends decoding: later input is discarded. */
    void end();

    /** Returns whether decoding has ended. */
    boolean hasEnded();
}

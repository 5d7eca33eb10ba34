package org.oisp.gateway.client;

import java.time.Duration;

/** The state of a client. */
public sealed interface ClientState {

    /**
     * The client is connecting; a device also registers.
     *
     * @param attempt the attempt since the last connection that lasted, from 1
     */
    record Connecting(int attempt) implements ClientState {}

    /** The client is connected; a device has received the 200 that confirms its registration. */
    record Connected() implements ClientState {}

    /**
     * The client waits before it reconnects.
     *
     * @param delay how long, from the beginning of this state
     * @param why how the last connection or attempt ended
     */
    record Waiting(Duration delay, ConnectionEnd why) implements ClientState {}

    /**
     * The client has ended, and does not reconnect.
     *
     * @param why how its last connection ended
     */
    record Ended(ConnectionEnd why) implements ClientState {}
}

package org.oisp.gateway.client;

import java.time.Duration;

/** What a client is doing. */
public sealed interface ClientState {

    /**
     * It is connecting, and a device is registering.
     *
     * @param attempt which attempt this is since the last connection that lasted, from 1
     */
    record Connecting(int attempt) implements ClientState {}

    /** It is connected; a device has had the 200 that says that it is registered. */
    record Connected() implements ClientState {}

    /**
     * It waits before it comes back.
     *
     * @param delay how long, from the moment that the state began
     * @param why how the last connection or attempt ended
     */
    record Waiting(Duration delay, ConnectionEnd why) implements ClientState {}

    /**
     * It has ended, and does not come back.
     *
     * @param why how its last connection ended
     */
    record Ended(ConnectionEnd why) implements ClientState {}
}

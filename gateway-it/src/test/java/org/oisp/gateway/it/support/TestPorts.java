package org.oisp.gateway.it.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that need a fixed one, and that stop and restart. They are below the system's ephemeral range: an outgoing connection
 * could otherwise take the port of a stopped server, or connect to itself.
 */
public final class TestPorts {

    private static final int FIRST = 10_000;
    /** The bus of a Redis Cluster uses a port that is 10,000 higher; that one is free, too. */
    private static final int END = 20_000;

    /** Random, so that concurrent test runs begin at different ports. */
    private static final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, END));

    private TestPorts() {}

    /** Returns a port on which nothing listens, and which no other test of this JVM gets. */
    public static int free() {
        while (true) {
            int port = next.getAndUpdate(last -> last + 1 < END ? last + 1 : FIRST);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException taken) {
                // Tries the next port.
            }
        }
    }
}

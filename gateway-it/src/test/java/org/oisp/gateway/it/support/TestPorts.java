package org.oisp.gateway.it.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are told theirs, and that stop and start again. They are below those that the system gives to outgoing
 * connections: one of those would take the port of a server that is stopped just now, or be connected to itself.
 */
public final class TestPorts {

    private static final int FIRST = 10_000;
    /** The bus of a Redis Cluster is at a port that is 10,000 higher: that one is free then, too. */
    private static final int END = 20_000;

    /** Test runs beside each other begin at different places. */
    private static final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, END));

    private TestPorts() {}

    /** A port that nothing listens to, and that no other test of this JVM is given. */
    public static int free() {
        while (true) {
            int port = next.getAndUpdate(last -> last + 1 < END ? last + 1 : FIRST);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException taken) {
                // The next one, then.
            }
        }
    }
}

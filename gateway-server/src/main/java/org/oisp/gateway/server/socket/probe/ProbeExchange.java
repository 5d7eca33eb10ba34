package org.oisp.gateway.server.socket.probe;

import java.io.IOException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One probe connection, from connect to close. Blocks. Exception messages say which step failed. */
final class ProbeExchange {

    private final OwnConnections.Entrance entrance;
    private final @Nullable SSLSocketFactory tls;
    private final long deadline;
    private String step = "connection";

    /** Uses plain TCP if {@code tls} is null. */
    ProbeExchange(OwnConnections.Entrance entrance, @Nullable SSLSocketFactory tls, long timeoutNanos) {
        this.entrance = entrance;
        this.tls = tls;
        this.deadline = System.nanoTime() + timeoutNanos;
    }

    /** Returns the current step, for error messages. */
    String step() {
        return step;
    }

    /** Sends a registration and then an actuation; returns once both expected replies have arrived. */
    void run(int port, String registration, String registered, String actuation, String delivered) throws IOException {
        try (LoopbackSocket socket = new LoopbackSocket(entrance, deadline)) {
            socket.connect(port);
            if (tls != null) {
                step = "TLS session";
                socket.secure(tls);
            }
            step = "handshake";
            socket.requestUpgrade();
            socket.awaitUpgrade();
            step = "registration";
            socket.send(registration);
            expect(socket, registered);
            step = "actuation";
            socket.send(actuation);
            expect(socket, delivered);
            socket.sendClose();
        }
    }

    private static void expect(LoopbackSocket socket, String text) throws IOException {
        if (!socket.receive().equals(text)) {
            throw new IOException("an unexpected answer");
        }
    }
}

package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that sends the same bytes on every connection and closes it, either at once or after the first input. */
public final class ScriptedServer implements AutoCloseable {

    private final ServerSocket listening;
    private final byte[] words;
    private final boolean waits;
    private final AtomicInteger connections = new AtomicInteger();

    private ScriptedServer(byte[] words, boolean waits) {
        this.words = words;
        this.waits = waits;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Creates a server that sends its bytes after the first input. */
    public static ScriptedServer answering(byte[] words) {
        return new ScriptedServer(words, true);
    }

    /** Creates a server that sends its bytes without waiting for input. */
    public static ScriptedServer speaking(byte[] words) {
        return new ScriptedServer(words, false);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Returns the number of connections so far. */
    public int connections() {
        return connections.get();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                connections.incrementAndGet();
                if (waits && socket.getInputStream().read(new byte[4096]) < 0) {
                    continue;
                }
                socket.getOutputStream().write(words);
                socket.getOutputStream().flush();
            } catch (IOException closed) {
                // The client has closed the connection, or the test is over.
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Stands between a gateway and a server, and passes everything on; or nothing, with all connections open; or cuts them. */
public final class TcpProxy implements AutoCloseable {

    private volatile int target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong swallowed = new AtomicLong();
    private volatile boolean silent;
    private boolean held;

    private TcpProxy(int target, @Nullable SSLContext tls) {
        this.target = target;
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            listening = tls == null
                    ? new ServerSocket(0, 50, loopback)
                    : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        run(this::accept);
    }

    public static TcpProxy to(int port) {
        return new TcpProxy(port, null);
    }

    /** One that speaks TLS with whoever connects, and none with the server. */
    public static TcpProxy tls(int port, SSLContext identity) {
        return new TcpProxy(port, identity);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** From now on nothing is passed on any more, and nobody is told so: as behind a firewall that has forgotten its connections. */
    public void beSilent() {
        silent = true;
    }

    /** From now on what comes waits here. */
    public synchronized void hold() {
        held = true;
    }

    /** Ends {@link #hold()}: all that has waited is passed on, in its order. */
    public synchronized void passOn() {
        held = false;
        notifyAll();
    }

    private synchronized void waitWhileHeld() throws IOException {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /** How often something came that was not passed on. */
    public long swallowed() {
        return swallowed.get();
    }

    /** What connects from now on is served again; what was silent stays so. */
    public void serveAgain() {
        silent = false;
    }

    /** What connects from now on is led to another server; what is connected stays where it is, as behind an address that was moved. */
    public void leadTo(int port) {
        target = port;
    }

    public void cutAll() {
        sockets.forEach(TcpProxy::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                run(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            boolean[] dead = {silent};
            run(() -> pump(server, client, dead));
            pump(client, server, dead);
        } catch (IOException away) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to, boolean[] dead) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                waitWhileHeld();
                dead[0] |= silent;
                if (!dead[0]) {
                    out.write(buffer, 0, length);
                    out.flush();
                } else {
                    swallowed.incrementAndGet();
                }
            }
        } catch (IOException closed) {
            // So is the other side, below.
        }
        close(from);
        close(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException already) {
            // It is what was wanted.
        }
    }

    @Override
    public void close() {
        passOn();
        try {
            listening.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        cutAll();
    }
}

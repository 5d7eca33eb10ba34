package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A proxy between a gateway and a server. It can pass everything on, pass nothing on with all connections open, or cut them. */
public final class TcpProxy implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private volatile int target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong swallowed = new AtomicLong();
    /** Changes what the server sends. */
    private final UnaryOperator<byte[]> words;

    private volatile boolean silent;
    private boolean held;

    private TcpProxy(int target, ServerSocket listening, UnaryOperator<byte[]> words) {
        this.target = target;
        this.words = words;
        this.listening = listening;
        run(this::accept);
    }

    private static ServerSocket listen(String address, int port, @Nullable SSLContext tls) {
        try {
            InetAddress own = InetAddress.getByName(address);
            return tls == null
                    ? new ServerSocket(port, 50, own)
                    : tls.getServerSocketFactory().createServerSocket(port, 50, own);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static TcpProxy to(int port) {
        return changing(port, UnaryOperator.identity());
    }

    /** Creates a proxy at another address of this machine, at the port of the server. */
    public static TcpProxy at(String address, int port) {
        return new TcpProxy(port, listen(address, port, null), UnaryOperator.identity());
    }

    /** Creates a proxy that speaks TLS with its clients and plain TCP with the server. */
    public static TcpProxy tls(int port, SSLContext identity) {
        return new TcpProxy(port, listen(LOOPBACK, 0, identity), UnaryOperator.identity());
    }

    /** Creates a proxy that changes what the server sends: each part that the server writes at once. */
    static TcpProxy changing(int port, UnaryOperator<byte[]> words) {
        return new TcpProxy(port, listen(LOOPBACK, 0, null), words);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Drops all data from now on without closing connections, as a firewall does that has lost its connection state. */
    public void beSilent() {
        silent = true;
    }

    /** Holds back all data from now on. */
    public synchronized void hold() {
        held = true;
    }

    /** Ends {@link #hold()}: passes on all held data in order. */
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

    /** Returns how often data came that was dropped. */
    public long swallowed() {
        return swallowed.get();
    }

    /** Returns whether there is a connection. */
    public boolean isUsed() {
        return !sockets.isEmpty();
    }

    /** Serves new connections again; silent ones stay silent. */
    public void serveAgain() {
        silent = false;
    }

    /** Leads new connections to another server; existing ones stay, as when an address is moved. */
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
            run(() -> pump(server, client, dead, words));
            pump(client, server, dead, UnaryOperator.identity());
        } catch (IOException away) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to, boolean[] dead, UnaryOperator<byte[]> change) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                waitWhileHeld();
                dead[0] |= silent;
                if (!dead[0]) {
                    out.write(change.apply(Arrays.copyOf(buffer, length)));
                    out.flush();
                } else {
                    swallowed.incrementAndGet();
                }
            }
        } catch (IOException closed) {
            // Closes the other side, too, below.
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
            // Closed already.
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

package org.oisp.gateway.it.support;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The network link between devices and this machine, which can be cut without a FIN. With the rights for it, a network namespace whose link drops
 * all packets, so that the kernels' timers and retransmissions are real; otherwise proxies that pass nothing on.
 */
public final class NetworkLink implements AutoCloseable {

    private final String name;
    private final String network;
    private final boolean real;
    private final ConcurrentMap<Integer, TcpProxy> proxies = new ConcurrentHashMap<>();

    private NetworkLink(int number) {
        name = "link" + number;
        network = "10.203." + number + ".";
        real = make();
    }

    /** Creates a link. */
    public static NetworkLink create() {
        return new NetworkLink(ThreadLocalRandom.current().nextInt(1, 255));
    }

    /** The networks of all links. */
    public static final String NETWORKS = "10.203.0.0/16";

    private boolean make() {
        return run("ip netns add " + name)
                && run("ip link add " + name + "a type veth peer name " + name + "b")
                && run("ip link set " + name + "b netns " + name)
                && run("ip addr add " + network + "1/30 dev " + name + "a")
                && run("ip link set " + name + "a up")
                && run(inside("ip addr add " + network + "2/30 dev " + name + "b"))
                && run(inside("ip link set " + name + "b up"))
                && run(inside("ip link set lo up"));
    }

    private String inside(String command) {
        return "ip netns exec " + name + " " + command;
    }

    /** Returns what the command of a process at the far end begins with. */
    public List<String> starter() {
        return real ? List.of("ip", "netns", "exec", name) : List.of();
    }

    /** Returns whether it is a network namespace. */
    public boolean isReal() {
        return real;
    }

    /** Returns the URL of a server of this machine as seen from the far end. */
    public URI through(URI url) {
        return real
                ? URI.create("ws://" + network + "1:" + url.getPort() + "/")
                : URI.create("ws://127.0.0.1:"
                        + proxies.computeIfAbsent(url.getPort(), TcpProxy::to).port() + "/");
    }

    /** Drops all packets, in both directions. */
    public void cut() {
        if (real) {
            // A queue for no packet.
            require("tc qdisc add dev " + name + "a root pfifo limit 0");
            require(inside("tc qdisc add dev " + name + "b root pfifo limit 0"));
        } else {
            proxies.values().forEach(TcpProxy::beSilent);
        }
    }

    /** Ends {@link #cut()}. */
    public void restore() {
        if (real) {
            require("tc qdisc del dev " + name + "a root");
            require(inside("tc qdisc del dev " + name + "b root"));
        } else {
            proxies.values().forEach(TcpProxy::serveAgain);
        }
    }

    private static void require(String command) {
        if (!run(command)) {
            throw new IllegalStateException(command);
        }
    }

    private static boolean run(String command) {
        try {
            return new ProcessBuilder(new ArrayList<>(List.of(command.split(" "))))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
        boolean unused = run("ip netns del " + name);
    }
}

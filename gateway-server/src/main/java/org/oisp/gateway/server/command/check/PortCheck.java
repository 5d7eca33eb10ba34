package org.oisp.gateway.server.command.check;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.oisp.gateway.server.management.ManagementSettings;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Checks whether {@code serve} could listen on a port. */
final class PortCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MANY_BYTES = 1_000;

    private PortCheck() {}

    /** Binds the port and releases it. It never listens, so no peer can connect meanwhile; another process may still take the port. */
    static Mono<String> run(InetSocketAddress address, ManagementSettings management) {
        return Mono.fromCallable(() -> bind(address, management)).subscribeOn(Schedulers.boundedElastic());
    }

    private static String bind(InetSocketAddress address, ManagementSettings management) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host");
        }
        try (Socket socket = new Socket()) {
            // As the server does: connections of an earlier run that are still closing do not prevent it.
            socket.setReuseAddress(true);
            socket.bind(address);
            return address.getPort() == 0 ? "a free port is taken" : "free";
        } catch (SocketException refused) {
            String why = Objects.requireNonNullElse(refused.getMessage(), "");
            if (why.contains("already in use") && isGateway(management)) {
                return "a gateway listens there already";
            }
            // Without a cause, whose message would be shown instead.
            throw new IOException(words(why));
        }
    }

    private static String words(String why) {
        if (why.contains("already in use")) {
            return "another process listens there; stop it, or use another port";
        }
        if (why.contains("assign requested address")) {
            return "the address does not belong to this machine";
        }
        return why.contains("Permission denied") ? "this user may not listen there: ports below 1024 need root" : why;
    }

    /** Asks the management port whether a gateway answers: ports that a running gateway holds are not a fault. */
    private static boolean isGateway(ManagementSettings management) {
        try {
            InetAddress host = InetAddress.getByName(management.host());
            String name = (host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host).getHostAddress();
            String url = "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + management.port()
                    + "/health/live";
            HttpURLConnection asked =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            asked.setConnectTimeout((int) TIMEOUT.toMillis());
            asked.setReadTimeout((int) TIMEOUT.toMillis());
            try (var answer = asked.getInputStream()) {
                return new String(answer.readNBytes(MANY_BYTES), StandardCharsets.UTF_8).startsWith("{\"status\":");
            } finally {
                asked.disconnect();
            }
        } catch (IOException | IllegalArgumentException notOne) {
            return false;
        }
    }
}

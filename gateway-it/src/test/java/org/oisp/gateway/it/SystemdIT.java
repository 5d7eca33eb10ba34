package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.NotifySocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** What {@code gateway serve} tells systemd, over a real unix datagram socket. */
class SystemdIT {

    private static final Pattern READY = Pattern.compile("READY=1\nSTATUS=listening on port (\\d+)");
    private static final String ALIVE = "WATCHDOG=1";

    @TempDir
    private Path home;

    @BeforeAll
    static void onLinuxOnly() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    @Test
    void saysWhenDevicesCanConnectThatItLivesAndThatItStops() throws Exception {
        TestDatabase database = TestDatabase.shared();
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        Map<String, String> environment = TestGateway.environment(database.port());
        String address = home.resolve("notify").toString();
        environment.put("NOTIFY_SOCKET", address);
        environment.put("WATCHDOG_USEC", "200000");
        try (NotifySocket systemd = new NotifySocket(address);
                GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            Matcher ready = READY.matcher(systemd.next());
            assertThat(ready.matches()).isTrue();
            try (Client client = Client.connect(URI.create("ws://127.0.0.1:" + ready.group(1) + "/"))) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
            }
            assertThat(systemd.next()).isEqualTo(ALIVE);
            assertThat(systemd.next()).isEqualTo(ALIVE);

            gateway.signal("TERM");

            assertThat(systemd.nextAfter(ALIVE)).isEqualTo("STOPPING=1\nSTATUS=stopping");
            assertThat(gateway.exitStatus()).isZero();
        }
    }

    /** Most systems use an abstract name for services in a name space of their own. A watchdog of another process is not fed. */
    @Test
    void findsASocketWithAnAbstractName() throws Exception {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        String address = "@gateway-it/" + UUID.randomUUID();
        environment.put("NOTIFY_SOCKET", address);
        environment.put("WATCHDOG_USEC", "1000");
        environment.put("WATCHDOG_PID", "1");
        try (NotifySocket systemd = new NotifySocket(address);
                GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            assertThat(systemd.next()).matches(READY);
            gateway.signal("TERM");
            assertThat(systemd.next()).startsWith("STOPPING=1");
        }
    }

    @Test
    void servesAndSaysSoIfNobodyListensThere() {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        environment.put("NOTIFY_SOCKET", home.resolve("nobody").toString());
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            gateway.awaitLine("listening on port");
            gateway.awaitLine("cannot notify systemd: READY=1 could not be sent to .*nobody");
            gateway.signal("TERM");
            assertThat(gateway.exitStatus()).isZero();
        }
    }
}

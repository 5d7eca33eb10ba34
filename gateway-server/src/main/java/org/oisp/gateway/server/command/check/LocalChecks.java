package org.oisp.gateway.server.command.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.lifecycle.FileBudget;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.socket.SocketSettings;
import org.oisp.gateway.server.socket.tls.TlsCheck;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import reactor.core.publisher.Mono;

/** Checks what {@code serve} needs of this machine: its ports, the certificate, open files. */
final class LocalChecks {

    private LocalChecks() {}

    /** Returns the checks. Fewer open files than wanted is not a failure: the gateway warns and starts. */
    static List<ServerCheck> of(GatewaySettings settings, FileBudget files) {
        SocketSettings sockets = settings.sockets();
        ManagementSettings management = settings.management();
        List<ServerCheck> checks = new ArrayList<>();
        checks.add(check(
                "device port",
                "*:" + sockets.port(),
                Setting.PORT,
                PortCheck.run(new InetSocketAddress(sockets.port()), management)));
        InetSocketAddress operators = new InetSocketAddress(management.host(), management.port());
        checks.add(check(
                "management port",
                management.host() + ":" + management.port(),
                operators.isUnresolved() ? Setting.MANAGEMENT_HOST : Setting.MANAGEMENT_PORT,
                PortCheck.run(operators, management)));
        TlsSettings tls = sockets.tls();
        if (tls != null) {
            checks.add(check(
                    "TLS",
                    tls.files().certificate().path().toString(),
                    Setting.TLS_CERTIFICATE,
                    TlsCheck.run(tls, InstantSource.system())));
        }
        checks.add(check("open files", "this process", Setting.MAX_CONNECTIONS, Mono.fromCallable(() -> words(files))));
        return checks;
    }

    private static String words(FileBudget files) throws IOException {
        String hopeless = files.hopelessness();
        if (hopeless != null) {
            throw new IOException(hopeless);
        }
        String shortage = files.shortage();
        return shortage == null ? "enough for " + files.connections() + " connections" : "it starts, but " + shortage;
    }

    private static ServerCheck check(String what, String where, Setting setting, Mono<String> attempt) {
        return new ServerCheck(what, where, setting, attempt, error -> setting);
    }
}

package org.oisp.gateway.server.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** The option that says which gateway to talk to. */
final class GatewayUrl {

    static final String DEFAULT = "ws://127.0.0.1:5000/";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = DEFAULT,
            description = "the gateway, ws:// or wss:// (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private URI url;

    URI get() {
        return url;
    }
}

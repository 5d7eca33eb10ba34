package org.oisp.gateway.server.cli.client;

import java.net.URI;
import picocli.CommandLine.Option;

/** The option that says which gateway to talk to. */
public final class GatewayUrl {

    /** Where {@code gateway dev} listens unless told otherwise. */
    public static final String DEFAULT = "ws://127.0.0.1:5000/";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = DEFAULT,
            description = "the gateway, ws:// or wss:// (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private URI url;

    /**
     * The gateway.
     *
     * @return what was given, or the default
     */
    public URI get() {
        return url;
    }
}

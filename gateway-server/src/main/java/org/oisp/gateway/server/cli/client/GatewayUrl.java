package org.oisp.gateway.server.cli.client;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which gateway to talk to, and how to know that it is that one. */
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

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "the certificate to know a wss:// gateway by, or its authority's, PEM (those of the system)")
    private @Nullable Path ca;

    /**
     * The gateway.
     *
     * @return what was given, or the default
     */
    public URI get() {
        return url;
    }

    /**
     * Connects to it.
     *
     * @return a connection, to be closed
     * @throws CommandException if it cannot be reached, refuses, or is not known by the certificate that was given
     */
    public GatewayClient open() throws CommandException {
        if (ca == null) {
            return GatewayClient.open(url, null);
        }
        if (!"wss".equalsIgnoreCase(url.getScheme())) {
            throw new CommandException("--ca is for a gateway at wss://, not for " + url, null);
        }
        return GatewayClient.open(url, TrustFile.read(ca));
    }
}

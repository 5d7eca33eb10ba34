package org.oisp.gateway.server.cli.client;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.client.GatewayEndpoint;
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
     * The gateway, to be connected to by clients with the usual bounds.
     *
     * @return an endpoint
     * @throws CommandException if it is no address of a gateway, or the certificate cannot be used
     */
    public GatewayEndpoint endpoint() throws CommandException {
        return endpoint(GatewayEndpoint.Limits.DEFAULT);
    }

    /**
     * The gateway, to be connected to.
     *
     * @param limits the bounds of its clients
     * @return an endpoint
     * @throws CommandException if it is no address of a gateway, or the certificate cannot be used
     */
    public GatewayEndpoint endpoint(GatewayEndpoint.Limits limits) throws CommandException {
        if (ca != null && !"wss".equalsIgnoreCase(url.getScheme())) {
            throw new CommandException("--ca is for a gateway at wss://, not for " + url, null);
        }
        try {
            GatewayEndpoint.Builder endpoint = GatewayEndpoint.at(url).limits(limits);
            return (ca == null ? endpoint : endpoint.tls(TrustFile.read(ca))).build();
        } catch (IllegalArgumentException unusable) {
            throw new CommandException(Failure.describe(unusable), unusable);
        }
    }
}

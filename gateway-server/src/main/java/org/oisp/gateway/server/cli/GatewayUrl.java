package org.oisp.gateway.server.cli;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which gateway to talk to, and how to know that it is that one. */
final class GatewayUrl {

    static final String DEFAULT = "ws://127.0.0.1:5000/";

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

    URI get() {
        return url;
    }

    Terminal open() throws Terminal.FailedException {
        if (ca == null) {
            return Terminal.open(url, null);
        }
        if (!"wss".equalsIgnoreCase(url.getScheme())) {
            throw new Terminal.FailedException("--ca is for a gateway at wss://, not for " + url, null);
        }
        return Terminal.open(url, TrustFile.read(ca));
    }
}

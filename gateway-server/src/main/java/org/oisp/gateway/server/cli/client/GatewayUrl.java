package org.oisp.gateway.server.cli.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.DevicePort;
import org.oisp.gateway.server.config.setting.Setting;
import picocli.CommandLine.Option;

/** The options that say which gateway to talk to, and how to know that it is that one. */
public final class GatewayUrl {

    /** Where {@code gateway dev} listens unless told otherwise. */
    public static final String DEFAULT = "ws://127.0.0.1:5000/";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "the gateway, ws:// or wss:// (" + DEFAULT + ", with GATEWAY_PORT as its port where that is set)")
    private @Nullable URI url;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "the certificate to know a wss:// gateway by, or its authority's, PEM (those of the system)")
    private @Nullable Path ca;

    private final Map<String, String> environment;

    /** Options of a command, whose default is a gateway on this machine. */
    public GatewayUrl() {
        this(System.getenv());
    }

    GatewayUrl(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The gateway.
     *
     * @return what was given, or the default
     * @throws CommandException if the default depends on a port that is none
     */
    public URI get() throws CommandException {
        if (url != null) {
            return url;
        }
        String port = Setting.PORT.variable();
        try {
            int number = DevicePort.read(environment);
            if (number == 0) {
                throw new CommandException(port + " is 0, which is any free port: --url has to say which", null);
            }
            return URI.create("ws://127.0.0.1:" + number + "/");
        } catch (ConfigurationException wrong) {
            throw new CommandException(String.join("; ", wrong.problems()), wrong);
        }
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
        URI gateway = get();
        if (ca != null && !"wss".equalsIgnoreCase(gateway.getScheme())) {
            throw new CommandException("--ca is for a gateway at wss://, not for " + gateway, null);
        }
        try {
            GatewayEndpoint.Builder endpoint = GatewayEndpoint.at(gateway).limits(limits);
            return (ca == null ? endpoint : endpoint.tls(TrustFile.read(ca))).build();
        } catch (IllegalArgumentException unusable) {
            throw new CommandException(CommandFailure.describe(unusable), unusable);
        }
    }
}

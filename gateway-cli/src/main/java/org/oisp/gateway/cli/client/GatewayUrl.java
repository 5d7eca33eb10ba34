package org.oisp.gateway.cli.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.server.command.CommandFailure;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.DevicePort;
import org.oisp.gateway.server.config.setting.Setting;
import picocli.CommandLine.Option;

/** The options that name the gateway and the certificate to trust. */
public final class GatewayUrl {

    /** Where {@code gateway dev} listens by default. */
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
            description =
                    "PEM file with the certificate of a wss:// gateway, or of its authority (the system's authorities)")
    private @Nullable Path ca;

    private final Map<String, String> environment;

    /** Creates the options; the default is a gateway on this machine. */
    public GatewayUrl() {
        this(System.getenv());
    }

    GatewayUrl(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Returns the gateway's address.
     *
     * @return the given address, or the default
     * @throws CommandException if GATEWAY_PORT, which the default uses, is 0 or invalid
     */
    public URI get() throws CommandException {
        if (url != null) {
            return url;
        }
        String port = Setting.PORT.variable();
        try {
            int number = DevicePort.read(environment);
            if (number == 0) {
                throw new CommandException(port + " is 0, which means any free port: give --url", null);
            }
            return URI.create("ws://127.0.0.1:" + number + "/");
        } catch (ConfigurationException wrong) {
            throw new CommandException(String.join("; ", wrong.problems()), wrong);
        }
    }

    /**
     * Returns the gateway's endpoint, with the default limits.
     *
     * @return an endpoint
     * @throws CommandException if the address is not a gateway's, or the certificate cannot be used
     */
    public GatewayEndpoint endpoint() throws CommandException {
        return endpoint(GatewayEndpoint.Limits.DEFAULT);
    }

    /**
     * Returns the gateway's endpoint.
     *
     * @param limits the limits of its clients
     * @return an endpoint
     * @throws CommandException if the address is not a gateway's, or the certificate cannot be used
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

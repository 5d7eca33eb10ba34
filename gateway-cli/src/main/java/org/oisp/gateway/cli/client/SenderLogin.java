package org.oisp.gateway.cli.client;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.oisp.gateway.cli.dev.DevEnvironment;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.neighbour.SenderReader;
import org.oisp.gateway.server.config.source.OispConfiguration;
import org.oisp.gateway.server.secret.Password;

/**
 * The credentials of senders: the configuration's, or else the demo's.
 *
 * @param username the name
 * @param password the password, which {@code toString} does not show
 */
public record SenderLogin(String username, Password password) {

    /**
     * Reads the credentials from the environment, as {@code serve} does.
     *
     * @return the configuration's credentials, or the demo's if it has none
     * @throws ConfigurationException if the configuration cannot be used
     */
    public static SenderLogin read() throws ConfigurationException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        if (!variables.getOrDefault("OISP_WEBSOCKETUSER_CONFIG", "").isBlank()) {
            // A machine that only sends need not set the variable that refers to this one.
            variables.putIfAbsent(OispConfiguration.ROOT, "{\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\"}");
        }
        SenderReader.SenderCredentials senderCredentials = Configuration.sender(variables, Path.of(""));
        return senderCredentials == null
                ? new SenderLogin(DevEnvironment.SENDER, new Password(DevEnvironment.SENDER_PASSWORD))
                : new SenderLogin(senderCredentials.username(), senderCredentials.password());
    }

    /**
     * Creates a sender with these credentials.
     *
     * @param gateway the gateway to send to
     * @return a sender that is not connected yet
     */
    public ActuationSender at(GatewayEndpoint gateway) {
        return ActuationSender.of(gateway, username, password.value());
    }
}

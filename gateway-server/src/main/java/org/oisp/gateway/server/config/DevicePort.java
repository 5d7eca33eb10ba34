package org.oisp.gateway.server.config;

import java.nio.file.Path;
import java.util.Map;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.CloudFoundry;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.Environment;

/** Reads the port for devices and senders. */
public final class DevicePort {

    private DevicePort() {}

    /**
     * Reads only this port, for clients on the same machine.
     *
     * @param variables environment variables by name
     * @return the port, or the default; 0 for any free port
     * @throws ConfigurationException if the configured port is invalid
     */
    public static int read(Map<String, String> variables) throws ConfigurationException {
        ConfigurationFindings configurationFindings = new ConfigurationFindings();
        Environment environment = new Environment(variables, Path.of(""), configurationFindings);
        int port = read(
                new SettingReader(environment, configurationFindings),
                new CloudFoundry(environment, configurationFindings));
        if (!configurationFindings.problems().isEmpty()) {
            throw new ConfigurationException(configurationFindings.problems());
        }
        return port;
    }

    static int read(SettingReader settings, CloudFoundry cloudFoundry) {
        return settings.number(Setting.PORT, cloudFoundry.port());
    }
}

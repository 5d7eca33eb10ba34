package org.oisp.gateway.server.config;

import java.nio.file.Path;
import java.util.Map;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.Address;
import org.oisp.gateway.server.config.source.CloudFoundry;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.Findings;

/** The port for devices and senders. */
public final class DevicePort {

    private DevicePort() {}

    /**
     * Reads it, and nothing else: for those who connect to a gateway on this machine.
     *
     * @param variables the environment
     * @return the port, or the default; 0 for any free one
     * @throws ConfigurationException if the environment says something that is no port
     */
    public static int read(Map<String, String> variables) throws ConfigurationException {
        Findings findings = new Findings();
        Environment environment = new Environment(variables, Path.of(""), findings);
        int port = read(new SettingReader(environment, findings), new CloudFoundry(environment, findings));
        if (!findings.problems().isEmpty()) {
            throw new ConfigurationException(findings.problems());
        }
        return port;
    }

    static int read(SettingReader settings, CloudFoundry cloudFoundry) {
        return settings.number(Setting.PORT, 0, Address.MAX_PORT, cloudFoundry.port());
    }
}

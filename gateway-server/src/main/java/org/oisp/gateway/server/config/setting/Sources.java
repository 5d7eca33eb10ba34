package org.oisp.gateway.server.config.setting;

import org.oisp.gateway.server.config.source.CloudFoundry;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.OispConfiguration;
import org.oisp.gateway.server.config.source.ValueOrigin;

/**
 * All that the settings are read from.
 *
 * @param settings the gateway's own variables
 * @param oisp the original's
 * @param cloudFoundry the platform's
 * @param configurationFindings told what is wrong
 */
public record Sources(
        SettingReader settings,
        OispConfiguration oisp,
        CloudFoundry cloudFoundry,
        ConfigurationFindings configurationFindings) {

    /**
     * Where to write a value that is nowhere: in the form that the others of its group have.
     *
     * @param setting the gateway's own form of it
     * @param ownForm whether others of its group are given in that form
     * @param configurationSection its section of the original's configuration
     * @param service its service of Cloud Foundry
     * @param field its name in both
     * @return the place
     */
    public ValueOrigin missing(
            Setting setting,
            boolean ownForm,
            ConfigurationSection configurationSection,
            ConfigurationSection service,
            String field) {
        if (!ownForm && (oisp.isGiven() || !configurationSection.isEmpty())) {
            return configurationSection.origin(field);
        }
        return !ownForm && cloudFoundry.hasServices() ? service.origin(field) : ValueOrigin.of(setting.variable());
    }
}

package org.oisp.gateway.server.config.setting;

import org.oisp.gateway.server.config.source.CloudFoundry;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.OispConfiguration;
import org.oisp.gateway.server.config.source.ValueOrigin;

/**
 * The sources of the settings.
 *
 * @param settings the gateway's own variables
 * @param oisp the original's configuration
 * @param cloudFoundry the platform's variables
 * @param configurationFindings receives problems and notes
 */
public record Sources(
        SettingReader settings,
        OispConfiguration oisp,
        CloudFoundry cloudFoundry,
        ConfigurationFindings configurationFindings) {

    /**
     * Returns where to report a missing value: in the form in which the rest of its group is given.
     *
     * @param setting the gateway's own setting
     * @param ownForm whether others of its group are given as the gateway's own settings
     * @param configurationSection its section of the original's configuration
     * @param service its Cloud Foundry service
     * @param field its name in both
     * @return where the value is missing
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

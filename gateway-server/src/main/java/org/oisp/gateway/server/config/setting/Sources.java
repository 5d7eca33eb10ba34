package org.oisp.gateway.server.config.setting;

import org.oisp.gateway.server.config.source.CloudFoundry;
import org.oisp.gateway.server.config.source.Findings;
import org.oisp.gateway.server.config.source.OispConfiguration;
import org.oisp.gateway.server.config.source.Origin;
import org.oisp.gateway.server.config.source.Section;

/**
 * All that the settings are read from.
 *
 * @param settings the gateway's own variables
 * @param oisp the original's
 * @param cloudFoundry the platform's
 * @param findings told what is wrong
 */
public record Sources(SettingReader settings, OispConfiguration oisp, CloudFoundry cloudFoundry, Findings findings) {

    /**
     * Where to write a value that is nowhere: in the form that the others of its group have.
     *
     * @param setting the gateway's own form of it
     * @param ownForm whether others of its group are given in that form
     * @param section its section of the original's configuration
     * @param service its service of Cloud Foundry
     * @param field its name in both
     * @return the place
     */
    public Origin missing(Setting setting, boolean ownForm, Section section, Section service, String field) {
        if (!ownForm && (oisp.isGiven() || !section.isEmpty())) {
            return section.origin(field);
        }
        return !ownForm && cloudFoundry.hasServices() ? service.origin(field) : Origin.of(setting.variable());
    }
}

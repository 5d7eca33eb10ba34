package org.oisp.gateway.server.config;

import java.util.List;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;

/**
 * The effective settings and the notes from reading the configuration. Contains no secrets.
 *
 * @param effective each setting's effective value and its origin
 * @param notes hints for the operator, one line each
 */
public record ConfigurationReport(List<EffectiveSetting> effective, List<String> notes) {

    /**
     * Returns where the operator has to change a setting.
     *
     * @param setting the setting
     * @return the origin of the given value, or the setting's own variable if it has the default
     */
    public String place(Setting setting) {
        return effective.stream()
                .filter(one -> one.setting() == setting && one.isGiven())
                .map(EffectiveSetting::origin)
                .findFirst()
                .orElseGet(setting::variable);
    }
}

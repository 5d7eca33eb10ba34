package org.oisp.gateway.server.config;

import java.util.List;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;

/**
 * What was found while reading the configuration. Holds no secret.
 *
 * @param effective what holds for each setting, and where it is from
 * @param notes what an operator should know, a line each
 */
public record ConfigurationReport(List<EffectiveSetting> effective, List<String> notes) {

    /**
     * Where a setting's value stands, to say what is to be changed.
     *
     * @param setting which
     * @return the variable that gives it, or its own if none does
     */
    public String place(Setting setting) {
        return effective.stream()
                .filter(one -> one.setting() == setting && one.isGiven())
                .map(EffectiveSetting::origin)
                .findFirst()
                .orElseGet(setting::variable);
    }
}

package org.oisp.gateway.server.config.setting;

import org.oisp.gateway.server.config.kind.SettingKind;

/**
 * Everything about a setting except its name.
 *
 * @param group the settings that it belongs to
 * @param kind what its values look like, with their bounds and unit
 * @param defaultValue the default as an operator writes it; empty for none
 * @param description what it is for: a line without a full stop
 * @param metered whether a gauge shows the bound that is in force
 */
record SettingDeclaration(
        SettingGroup group, SettingKind<?> kind, String defaultValue, String description, boolean metered) {

    /** Declares a setting. */
    static SettingDeclaration setting(
            SettingGroup group, SettingKind<?> kind, String defaultValue, String description) {
        return new SettingDeclaration(group, kind, defaultValue, description, false);
    }

    /** Declares a setting that bounds what the gateway holds or does; a gauge shows it, and alerts compare it with what is in use. */
    static SettingDeclaration bound(SettingGroup group, SettingKind<?> kind, String defaultValue, String description) {
        return new SettingDeclaration(group, kind, defaultValue, description, true);
    }
}

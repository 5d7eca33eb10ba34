package org.oisp.gateway.server.config.neighbour;

import org.oisp.gateway.database.DatabaseRefusal;
import org.oisp.gateway.server.config.setting.Setting;

/** Says which setting to correct if the database refuses the gateway. */
public final class RefusedSetting {

    private RefusedSetting() {}

    /**
     * Returns the setting that a refusal is about.
     *
     * @param refusal why the database cannot be used
     * @return the setting
     */
    public static Setting of(DatabaseRefusal refusal) {
        return switch (refusal) {
            case HOST, POOLER, POOLER_MODE, SERVER_NAME -> Setting.DATABASE_HOST;
            case CREDENTIALS -> Setting.DATABASE_PASSWORD;
            case ACCESS -> Setting.DATABASE_USER;
            case DATABASE -> Setting.DATABASE_NAME;
            case TLS_REQUIRED, TLS_UNSUPPORTED -> Setting.DATABASE_TLS;
            case CHANNEL_BINDING -> Setting.DATABASE_CHANNEL_BINDING;
            case AUTHORITY -> Setting.DATABASE_CA;
            case CLIENT_CERTIFICATE -> Setting.DATABASE_CERTIFICATE;
        };
    }
}

package org.oisp.gateway.server.config.neighbour;

import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.secret.Password;

/** Reads the credentials that senders must present: {@code websocketUserConfig}, or the service {@code websocket-ups}. */
public final class SenderReader {

    private SenderReader() {}

    /**
     * The credentials of senders.
     *
     * @param username empty if missing
     * @param password empty if missing
     */
    public record SenderCredentials(String username, Password password) {}

    /**
     * Reads the credentials.
     *
     * @param sources where to read, and where to report problems
     * @return user name and password; not to be used if a problem was reported
     */
    public static SenderCredentials read(Sources sources) {
        SettingReader settings = sources.settings();
        ConfigurationSection oisp = sources.oisp().section("websocketUserConfig");
        ConfigurationSection service = sources.cloudFoundry().service("websocket-ups");
        boolean ownForm = settings.isSet(Setting.SENDER_USERNAME, Setting.SENDER_PASSWORD);
        ValueOrigin username = sources.missing(Setting.SENDER_USERNAME, ownForm, oisp, service, "username");
        ValueOrigin password = sources.missing(Setting.SENDER_PASSWORD, ownForm, oisp, service, "password");
        return new SenderCredentials(
                settings.required(Setting.SENDER_USERNAME, username, oisp.text("username"), service.text("username"))
                        .text(),
                new Password(settings.required(
                                Setting.SENDER_PASSWORD, password, oisp.text("password"), service.text("password"))
                        .text()));
    }
}

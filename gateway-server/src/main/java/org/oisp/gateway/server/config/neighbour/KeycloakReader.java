package org.oisp.gateway.server.config.neighbour;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.UrlKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.keycloak.KeycloakSettings;
import org.oisp.gateway.server.keycloak.KeycloakSettings.KeySourceKind;

/**
 * Reads whose tokens are accepted: {@code keycloakConfig} names a realm, whose address is also the issuer. The client secret in it is
 * not needed, since the keys are public.
 */
final class KeycloakReader {

    private static final URI NOWHERE = URI.create("http://nowhere.invalid/");
    private static final Set<String> SSL_REQUIRED = Set.of("none", "external", "all");

    private final Sources sources;
    private final SettingReader settings;
    private final ConfigurationSection oisp;

    private KeycloakReader(Sources sources) {
        this.sources = sources;
        this.settings = sources.settings();
        this.oisp = sources.oisp().section("keycloakConfig");
    }

    static @Nullable KeycloakSettings read(Sources sources) {
        return new KeycloakReader(sources).read();
    }

    private @Nullable KeycloakSettings read() {
        boolean discovery = settings.isSet(Setting.KEYCLOAK_DISCOVERY_URL);
        boolean ownForm = discovery
                || settings.isSet(
                        Setting.KEYCLOAK_URL,
                        Setting.KEYCLOAK_REALM,
                        Setting.KEYCLOAK_ISSUER,
                        Setting.KEYCLOAK_AUDIENCE);
        if (!ownForm && oisp.isEmpty()) {
            settings.find(Setting.KEYCLOAK_URL);
            return null;
        }
        return discovery ? provider() : realm(ownForm && oisp.isEmpty());
    }

    private KeycloakSettings provider() {
        GivenValue url = settings.required(
                Setting.KEYCLOAK_DISCOVERY_URL, ValueOrigin.of(Setting.KEYCLOAK_DISCOVERY_URL.variable()));
        ValueOrigin other = settings.isSet(Setting.KEYCLOAK_URL)
                ? ValueOrigin.of(Setting.KEYCLOAK_URL.variable())
                : oisp.origin("auth-server-url");
        if (settings.isSet(Setting.KEYCLOAK_URL) || oisp.has("auth-server-url")) {
            sources.configurationFindings()
                    .problem(url.valueOrigin(), "sets the same as " + other + " in another way; remove one of them");
        }
        GivenValue issuer = settings.find(Setting.KEYCLOAK_ISSUER);
        return new KeycloakSettings(
                KeySourceKind.DISCOVERY,
                url(Setting.KEYCLOAK_DISCOVERY_URL, url),
                issuer == null ? null : issuer.text(),
                audience());
    }

    private KeycloakSettings realm(boolean ownForm) {
        GivenValue server = settings.required(
                Setting.KEYCLOAK_URL,
                place(Setting.KEYCLOAK_URL, ownForm, "auth-server-url"),
                oisp.text("auth-server-url"));
        GivenValue realm = settings.required(
                Setting.KEYCLOAK_REALM, place(Setting.KEYCLOAK_REALM, ownForm, "realm"), oisp.text("realm"));
        URI url = url(Setting.KEYCLOAK_URL, server);
        checkSsl(url);
        String base = url.toString();
        String address = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/realms/"
                + URLEncoder.encode(realm.text(), StandardCharsets.UTF_8).replace("+", "%20");
        GivenValue givenValue = settings.find(Setting.KEYCLOAK_ISSUER);
        String issuer = givenValue == null ? address : givenValue.text();
        if (givenValue == null) {
            settings.show(Setting.KEYCLOAK_ISSUER, issuer, "the realm's address");
        }
        return new KeycloakSettings(
                KeySourceKind.KEYS, URI.create(address + "/protocol/openid-connect/certs"), issuer, audience());
    }

    private ValueOrigin place(Setting setting, boolean ownForm, String field) {
        return ownForm ? ValueOrigin.of(setting.variable()) : oisp.origin(field);
    }

    private String audience() {
        GivenValue givenValue = settings.find(Setting.KEYCLOAK_AUDIENCE, oisp.text("websocket-server-id"));
        if (givenValue != null && givenValue.usable() && givenValue.text().isEmpty()) {
            sources.configurationFindings().problem(givenValue.valueOrigin(), "is empty");
        }
        return givenValue == null ? Setting.KEYCLOAK_AUDIENCE.defaultValue() : givenValue.text();
    }

    private URI url(Setting setting, GivenValue givenValue) {
        URI url = settings.parse(setting.kind(UrlKind.class), givenValue);
        return url == null ? NOWHERE : url;
    }

    private void checkSsl(URI url) {
        GivenValue givenValue = oisp.text("ssl-required");
        if (givenValue == null || !givenValue.usable() || url.equals(NOWHERE)) {
            return;
        }
        if (!SSL_REQUIRED.contains(givenValue.text())) {
            sources.configurationFindings().wrong(givenValue, "is neither none nor external nor all");
        } else if (givenValue.text().equals("all") && !"https".equalsIgnoreCase(url.getScheme())) {
            sources.configurationFindings().wrong(givenValue, "is all, but auth-server-url does not begin with https");
        }
    }
}

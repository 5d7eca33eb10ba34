package org.oisp.gateway.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** The settings of proxies and addresses. */
final class OriginVariables {

    private OriginVariables() {}

    static OriginSettings read(Environment environment) {
        List<AddressRange> proxies = ranges(environment, Setting.TRUSTED_PROXIES);
        boolean proxyProtocol = proxyProtocol(environment);
        if (proxyProtocol && environment.get(Setting.TRUSTED_PROXIES.variable()) == null) {
            environment.problem(
                    Setting.PROXY_PROTOCOL.variable(),
                    "is \"on\", but " + Setting.TRUSTED_PROXIES.variable() + " names nobody who is believed");
        }
        return new OriginSettings(
                proxyProtocol, proxies, environment.number(Setting.MAX_CONNECTIONS_PER_ADDRESS, 0, 10_000_000));
    }

    /** The addresses and ranges of a list with commas. */
    static List<AddressRange> ranges(Environment environment, Setting setting) {
        List<AddressRange> ranges = new ArrayList<>();
        String list = environment.get(setting.variable());
        if (list == null) {
            return ranges;
        }
        for (String text : list.split(",", -1)) {
            AddressRange range = AddressRange.parse(text.trim());
            if (range == null) {
                environment.problem(
                        setting.variable(),
                        "\"" + text.trim() + "\" is not an address or a range such as 10.0.0.0/8 or fd00::/8");
            } else {
                ranges.add(range);
            }
        }
        return ranges;
    }

    private static boolean proxyProtocol(Environment environment) {
        String text = environment.text(Setting.PROXY_PROTOCOL).toLowerCase(Locale.ROOT);
        if (!text.equals("on") && !text.equals("off")) {
            environment.problem(Setting.PROXY_PROTOCOL.variable(), "\"" + text + "\" is neither on nor off");
        }
        return text.equals("on");
    }
}

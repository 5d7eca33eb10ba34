package org.oisp.gateway.server.config.kind;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A switch: {@code on} or {@code off}, in any case. */
public record FlagKind() implements SettingKind<Boolean> {

    /**
     * Returns a switch.
     *
     * @return the kind
     */
    public static FlagKind onOrOff() {
        return new FlagKind();
    }

    @Override
    public @Nullable Boolean parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> null;
        };
    }

    @Override
    public String wrong(String text) {
        return "is neither on nor off";
    }

    @Override
    public String allowed() {
        return "on or off";
    }
}

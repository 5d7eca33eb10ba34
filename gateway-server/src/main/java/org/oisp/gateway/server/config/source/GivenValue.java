package org.oisp.gateway.server.config.source;

/**
 * A value from the configuration.
 *
 * @param text the value as it is written; empty if it is not usable
 * @param valueOrigin where it comes from
 * @param usable false for a missing or invalid value that is reported already
 */
public record GivenValue(String text, ValueOrigin valueOrigin, boolean usable) {

    /**
     * Creates a usable value.
     *
     * @param text the value
     * @param valueOrigin where it comes from
     */
    public GivenValue(String text, ValueOrigin valueOrigin) {
        this(text, valueOrigin, true);
    }

    /**
     * Returns a value that is invalid and reported already.
     *
     * @param valueOrigin where it comes from
     * @return a value with an empty text
     */
    public static GivenValue unusable(ValueOrigin valueOrigin) {
        return new GivenValue("", valueOrigin, false);
    }
}

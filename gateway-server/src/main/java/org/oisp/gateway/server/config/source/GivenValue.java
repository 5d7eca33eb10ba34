package org.oisp.gateway.server.config.source;

/**
 * A value that was given.
 *
 * @param text the value as it was written, without spaces around it
 * @param valueOrigin where it stands
 * @param usable false if it is not of its kind, which has been reported then; its text is empty
 */
public record GivenValue(String text, ValueOrigin valueOrigin, boolean usable) {

    /**
     * A value to work with.
     *
     * @param text the value
     * @param valueOrigin where it stands
     */
    public GivenValue(String text, ValueOrigin valueOrigin) {
        this(text, valueOrigin, true);
    }

    /**
     * A value that cannot be used, which has been reported.
     *
     * @param valueOrigin where it stands
     * @return a value with an empty text
     */
    public static GivenValue unusable(ValueOrigin valueOrigin) {
        return new GivenValue("", valueOrigin, false);
    }
}

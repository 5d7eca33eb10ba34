package org.oisp.gateway.server.config.source;

/**
 * A value that was given.
 *
 * @param text the value as it was written, without spaces around it
 * @param origin where it stands
 * @param usable false if it is not of its kind, which has been reported then; its text is empty
 */
public record Given(String text, Origin origin, boolean usable) {

    /**
     * A value to work with.
     *
     * @param text the value
     * @param origin where it stands
     */
    public Given(String text, Origin origin) {
        this(text, origin, true);
    }

    /**
     * A value that cannot be used, which has been reported.
     *
     * @param origin where it stands
     * @return a value with an empty text
     */
    public static Given unusable(Origin origin) {
        return new Given("", origin, false);
    }
}

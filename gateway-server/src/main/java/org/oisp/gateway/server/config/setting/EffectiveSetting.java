package org.oisp.gateway.server.config.setting;

/**
 * A setting as it holds.
 *
 * @param setting which
 * @param value as one would write it, a secret masked; empty for none
 * @param origin where it stands: a variable, and the field of its JSON or the file it names; or {@code default}
 */
public record EffectiveSetting(Setting setting, String value, String origin) {

    /** The origin of a value that nobody gave. */
    public static final String DEFAULT = "default";

    /** The origin of a setting that has no value. */
    public static final String NOT_SET = "not set";

    /** What is shown of a secret. */
    public static final String MASKED = "***";

    /**
     * Whether somebody gave the value.
     *
     * @return false for a default
     */
    public boolean isGiven() {
        return !origin.equals(DEFAULT) && !origin.equals(NOT_SET);
    }
}

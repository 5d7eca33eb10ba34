package org.oisp.gateway.server.config.setting;

/**
 * The effective value of a setting and its origin.
 *
 * @param setting the setting
 * @param value the value as an operator writes it, a secret masked; empty for none
 * @param origin where the value comes from: a variable, and the field of its JSON or the file it names; or what it is derived from,
 *     {@link #DEFAULT} or {@link #NOT_SET}
 */
public record EffectiveSetting(Setting setting, String value, String origin) {

    /** Origin of a default value. */
    public static final String DEFAULT = "default";

    /** Origin of a setting without a value. */
    public static final String NOT_SET = "not set";

    /** Shown instead of a secret. */
    public static final String MASKED = "***";

    /**
     * Returns whether the configuration gives the value.
     *
     * @return false for a default or no value
     */
    public boolean isGiven() {
        return !origin.equals(DEFAULT) && !origin.equals(NOT_SET);
    }
}

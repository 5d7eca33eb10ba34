package org.oisp.gateway.server.config.kind;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a setting look like. Immutable.
 *
 * @param <T> the type of a parsed value
 */
public interface SettingKind<T> {

    /**
     * Parses a value.
     *
     * @param text the value, without surrounding spaces
     * @return what it means, or null if it is not allowed
     */
    @Nullable
    T parse(String text);

    /**
     * Returns what is wrong with a value that {@link #parse} refuses.
     *
     * @param text the value
     * @return the rest of a sentence that begins with the value, and says what is allowed; shows nothing of a secret
     */
    String wrong(String text);

    /**
     * Returns the parts of a refused value that are wrong, as an operator should see them.
     *
     * @param text the value
     * @return the value itself, or elements of a list
     */
    default List<String> wrongParts(String text) {
        return List.of(text);
    }

    /**
     * Returns which values are allowed, in a few words.
     *
     * @return for tables, such as {@code 1 to 10000 connections}
     */
    String allowed();

    /**
     * Returns whether values must not be shown.
     *
     * @return true for a secret
     */
    default boolean isSecret() {
        return false;
    }
}

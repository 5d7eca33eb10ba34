package org.oisp.gateway.json;

import java.io.IOException;

/**
 * Writes a value as an object or an array in an array.
 *
 * @param <W> the writer of the object or array
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface JsonElement<W, T> {

    /**
     * Writes what belongs into the element.
     *
     * @param element the object or array, which is open
     * @param value the value
     * @throws IOException if writing fails
     */
    void writeTo(W element, T value) throws IOException;
}

package org.oisp.gateway.json;

import java.io.IOException;

/** Writes the members of a JSON object. Objects nest: that is why this and {@link JsonObjectWriter} know each other. */
@FunctionalInterface
public interface JsonMembers {

    /**
     * Writes the members in their order.
     *
     * @param object the object, which is open
     * @throws IOException if writing fails
     */
    void writeTo(JsonObjectWriter object) throws IOException;
}

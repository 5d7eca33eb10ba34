/**
 * Writes and reads the JSON objects that instances, operators and viewers exchange: {@link org.oisp.gateway.json.JsonObjectWriter} and
 * {@link org.oisp.gateway.json.JsonParsing}. Not for the delivery path, which has the reader and the constants of {@code protocol}.
 */
@NullMarked
package org.oisp.gateway.json;

import org.jspecify.annotations.NullMarked;

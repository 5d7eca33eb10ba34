package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Parses the JSON in variables. */
final class VariableJson {

    private final ConfigurationFindings configurationFindings;
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    VariableJson(ConfigurationFindings configurationFindings) {
        this.configurationFindings = configurationFindings;
    }

    ObjectNode empty() {
        return json.createObjectNode();
    }

    /** Returns a variable's JSON object; empty if it is not one, which is reported. */
    ObjectNode object(GivenValue givenValue) {
        JsonNode parsed = parse(givenValue);
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        if (parsed != null) {
            configurationFindings.problem(givenValue.valueOrigin(), "is not a JSON object");
        }
        return empty();
    }

    /** Returns a variable's JSON, or null if it is invalid, which is reported. */
    @Nullable
    JsonNode parse(GivenValue givenValue) {
        try {
            return json.readTree(givenValue.text());
        } catch (JsonProcessingException malformed) {
            // The parser's own message may show its input, which may contain a password.
            JsonLocation at = malformed.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            configurationFindings.problem(givenValue.valueOrigin(), "is not JSON" + where);
            return null;
        }
    }
}

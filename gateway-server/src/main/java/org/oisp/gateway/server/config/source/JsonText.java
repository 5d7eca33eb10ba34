package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads a variable's JSON. */
final class JsonText {

    private final Findings findings;
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    JsonText(Findings findings) {
        this.findings = findings;
    }

    ObjectNode empty() {
        return json.createObjectNode();
    }

    /** A variable's object; what is none is reported and empty. */
    ObjectNode object(Given given) {
        JsonNode parsed = parse(given);
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        if (parsed != null) {
            findings.problem(given.origin(), "is not a JSON object");
        }
        return empty();
    }

    /** A variable's JSON, or null if it is none, which is reported. */
    @Nullable
    JsonNode parse(Given given) {
        try {
            return json.readTree(given.text());
        } catch (JsonProcessingException malformed) {
            // The parser's own message may show what it read, and that may be a password.
            JsonLocation at = malformed.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            findings.problem(given.origin(), "is not JSON" + where);
            return null;
        }
    }
}

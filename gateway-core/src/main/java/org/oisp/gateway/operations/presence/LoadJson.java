package org.oisp.gateway.operations.presence;

import static org.oisp.gateway.json.JsonParsing.nextMember;
import static org.oisp.gateway.json.JsonParsing.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.oisp.gateway.json.JsonObjectWriter;

/**
 * An instance's load as a member of its answer: {@code {"devices":1,"connections":1,"registrations":0.2,"actuations":12.0,"cpu":0.05,
 * "draining":false,"version":"0.1.0"}}. Earlier versions omit the version. Unknown members are ignored.
 */
final class LoadJson {

    /** Upper bound of every number, far above real values; the sum of a thousand such numbers still fits. */
    private static final long MAX = 1_000_000_000_000L;

    private static final int LONGEST_VERSION = 100;

    private LoadJson() {}

    static void write(JsonObjectWriter object, InstanceLoad load) throws IOException {
        object.number("devices", load.devices())
                .number("connections", load.connections())
                .decimal("registrations", load.registrationsPerSecond())
                .decimal("actuations", load.actuationsPerSecond())
                .decimal("cpu", load.cpu())
                .flag("draining", load.draining());
        if (load.version() != null) {
            object.text("version", load.version());
        }
    }

    static InstanceLoad read(JsonParser in) throws IOException {
        long devices = 0;
        long connections = 0;
        double registrations = 0;
        double actuations = 0;
        double cpu = 0;
        boolean draining = false;
        String version = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected an object for a load");
        }
        for (String name = nextMember(in); name != null; name = nextMember(in)) {
            switch (name) {
                case "devices" -> devices = count(in);
                case "connections" -> connections = count(in);
                case "registrations" -> registrations = number(in);
                case "actuations" -> actuations = number(in);
                case "cpu" -> cpu = number(in);
                case "draining" -> draining = in.getBooleanValue();
                case "version" -> version = version(in);
                default -> in.skipChildren();
            }
        }
        return new InstanceLoad(devices, connections, registrations, actuations, cpu, draining, version);
    }

    private static String version(JsonParser in) throws IOException {
        String version = text(in);
        if (version.length() > LONGEST_VERSION) {
            throw new IOException("an instance with an invalid version");
        }
        return version;
    }

    private static double number(JsonParser in) throws IOException {
        double number = in.getDoubleValue();
        // NaN or a huge number would make sums meaningless.
        if (!(Math.abs(number) <= MAX)) {
            throw new IOException("not a number, or too large");
        }
        return number;
    }

    /** Reads a count; fails if it is negative or too large. */
    static long count(JsonParser in) throws IOException {
        long count = in.getLongValue();
        if (count < 0 || count > MAX) {
            throw new IOException("negative, or too many");
        }
        return count;
    }
}

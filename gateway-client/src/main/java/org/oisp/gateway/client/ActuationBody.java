package org.oisp.gateway.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.client.Actuation.Parameter;

/** Builds an actuation's body as the platform's dashboards write it: the device, a command and its parameters. Not thread-safe. */
public final class ActuationBody {

    private static final JsonFactory JSON = new JsonFactory();

    private final UUID account;
    private final String deviceId;
    private final @Nullable UUID deviceUid;
    private final String command;
    private final List<Parameter> params = new ArrayList<>(2);

    private ActuationBody(UUID account, String deviceId, @Nullable UUID deviceUid, String command) {
        this.account = account;
        this.deviceId = deviceId;
        this.deviceUid = deviceUid;
        this.command = command;
    }

    /**
     * Creates a body for the device of this id in this account.
     *
     * @param account the account
     * @param deviceId the device's id in the account
     * @param command the command's name, such as {@code LED.v1.0}
     * @return a body without parameters
     */
    public static ActuationBody forDevice(UUID account, String deviceId, String command) {
        return new ActuationBody(account, deviceId, null, command);
    }

    /**
     * Creates a body for a device whose key in the dashboard's database is known. The gateway looks at the key first.
     *
     * @param deviceUid that key
     * @param account the device's account
     * @param deviceId its id in the account
     * @param command the command's name, such as {@code LED.v1.0}
     * @return a body without parameters
     */
    public static ActuationBody forDevice(UUID deviceUid, UUID account, String deviceId, String command) {
        return new ActuationBody(account, deviceId, deviceUid, command);
    }

    /**
     * Adds a parameter.
     *
     * @param name its name
     * @param value its value
     * @return this body
     */
    public ActuationBody param(String name, String value) {
        params.add(new Parameter(name, value));
        return this;
    }

    /**
     * Returns the body as JSON.
     *
     * @return an object, in one line
     */
    public String toJson() {
        StringWriter text = new StringWriter(384);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "command");
            json.writeStringField("transport", "ws");
            json.writeObjectFieldStart("content");
            json.writeStringField("domainId", account.toString());
            json.writeStringField("accountId", account.toString());
            if (deviceUid != null) {
                json.writeStringField("deviceUID", deviceUid.toString());
            }
            json.writeStringField("deviceId", deviceId);
            json.writeStringField("gatewayId", deviceId);
            json.writeStringField("command", command);
            json.writeArrayFieldStart("params");
            for (Parameter param : params) {
                json.writeStartObject();
                json.writeStringField("name", param.name());
                json.writeStringField("value", param.value());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            // A StringWriter does not fail.
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}

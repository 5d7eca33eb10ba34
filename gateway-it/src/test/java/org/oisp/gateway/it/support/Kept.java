package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.device.DeviceIdentity;

/** Actuations that are kept for their devices, and the rows that keep them. */
public final class Kept {

    public static final String TABLE = "gateway.queued_actuations";

    private Kept() {}

    /** Returns an actuation that is kept for an hour. */
    public static String message(String id, DeviceIdentity device, Object value) {
        return Receipts.with("\"id\":\"" + id + "\",\"ttl\":3600", device, value);
    }

    /** Returns an actuation that is kept for an hour, with a collapse key. */
    public static String collapsing(String id, String key, DeviceIdentity device, Object value) {
        return Receipts.with("\"id\":\"" + id + "\",\"ttl\":3600,\"collapse\":\"" + key + "\"", device, value);
    }

    /** Returns how many are kept for a device. */
    public static long rows(TestDatabase database, DeviceIdentity device) {
        return database.count("SELECT count(*) FROM " + TABLE + " WHERE device = '" + device.uid() + "'");
    }

    /** Waits until so many are kept for a device. */
    public static void awaitRows(TestDatabase database, DeviceIdentity device, long count) {
        await().atMost(Client.TIMEOUT).until(() -> rows(database, device) == count);
    }

    /** Sends an actuation for a device that is away, and expects that it is kept. */
    public static void keep(Client sender, String id, DeviceIdentity device, Object value) {
        sender.send(message(id, device, value));
        Receipts.expect(sender, id, "queued", "kept");
    }

    /** Connects a device that reports what it does, and returns once it is registered. */
    public static Client reporting(TestGateway gateway, DeviceIdentity device) {
        return reporting(gateway.url(), device);
    }

    /** Does the same with the gateway at this address. */
    public static Client reporting(URI gateway, DeviceIdentity device) {
        Client client = Client.connect(gateway);
        client.send(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
        client.expectText(Replies.registered("\"ack\""));
        return client;
    }

    /** Reads the next actuation of a device that reports, as {@code id value}, with a star if it is repeated. */
    public static String nextOf(Client device) {
        Client.Event event = device.next();
        while (event instanceof Client.Event.Ping) {
            event = device.next();
        }
        assertThat(event).isInstanceOf(Client.Event.Text.class);
        return read(((Client.Event.Text) event).content());
    }

    /** Reads an actuation, as {@link #nextOf} does. */
    public static String read(String text) {
        JsonNode message = Receipts.tree(text);
        assertThat(message.path("code").asInt()).as(text).isEqualTo(1024);
        String id = message.path("id").asText();
        String value = message.path("content")
                .path("content")
                .path("params")
                .path(0)
                .path("value")
                .asText();
        return (id.isEmpty() ? "" : id.substring(0, id.lastIndexOf('#')) + " ")
                + value
                + (message.path("repeated").asBoolean() ? "*" : "");
    }

    /** Reads so many actuations of a device. */
    public static List<String> next(Client device, int count) {
        List<String> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(nextOf(device));
        }
        return read;
    }
}

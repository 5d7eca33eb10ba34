package org.oisp.gateway.server.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.TrustOutcome;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.cluster.trust.ClusterTrust.MessageKind;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Encodes, signs and verifies the messages on the channels between instances. A message that is not trusted is not parsed beyond its
 * length, its signature and its claimed sender. Thread-safe.
 */
final class BusChannels {

    /** Far more than the largest gateway message. Redis allows 512 MB, and verifying a message delays the ones behind it. */
    private static final int MAX_LENGTH = 8 << 20;

    /** The sender is named within the first JSON tokens of a message. */
    private static final int FIRST_TOKENS = 12;

    private static final Set<String> NAMES = Set.of("from", "instance", "server");
    private static final JsonFactory JSON = new JsonFactory();

    private final ChannelNames names;
    private final ByteSlice hello;
    private final ClusterTrust trust;
    private final BusEvents events;
    private final AnnouncementJson json = new AnnouncementJson();

    /**
     * Creates the channels of an instance.
     *
     * @param prefix prefix of the channel names
     * @param instance the id of this instance among the others
     * @param server the address of this instance in leases and binding rows
     * @param trust signs messages and checks signatures
     * @param events receives refused messages
     */
    BusChannels(String prefix, String instance, String server, ClusterTrust trust, BusEvents events) {
        names = ChannelNames.of(prefix, instance);
        hello = SigningHelloJson.write(server);
        this.trust = trust;
        this.events = events;
    }

    /** A message and its channel. */
    record Letter(String channel, ByteSlice message) {}

    ChannelNames names() {
        return names;
    }

    Letter announcement(Announcement announcement) {
        return signed(MessageKind.ANNOUNCEMENT, names.all(), json.write(announcement));
    }

    Letter question(ByteSlice question) {
        return signed(MessageKind.QUESTION, names.questions(), question);
    }

    Letter answer(String instance, ByteSlice answer) {
        return signed(MessageKind.ANSWER, names.answers() + instance, answer);
    }

    Letter hello() {
        return signed(MessageKind.HELLO, names.hellos(), hello);
    }

    /** Decides whether a message is trusted, and counts and logs that. Fails if the message is longer than {@code MAX_LENGTH}. */
    TrustOutcome judge(MessageKind messageKind, String channel, ByteSlice message) throws IOException {
        if (message.length() > MAX_LENGTH) {
            throw new IOException(message.length() + " bytes");
        }
        TrustOutcome outcome = trust.check(messageKind, channel, message);
        if (outcome.refused()) {
            events.refused(outcome, claimedBy(message), channel);
        } else {
            events.believed(outcome);
        }
        return outcome;
    }

    Announcement readAnnouncement(ByteSlice message) throws IOException {
        return json.read(message);
    }

    /** Returns the name of the instance that says hello. */
    String readHello(ByteSlice message) throws IOException {
        return SigningHelloJson.read(message);
    }

    /** Notes that an instance signs; returns whether this was unknown before. */
    boolean signs(String server) {
        return trust.signs(server);
    }

    private Letter signed(MessageKind messageKind, String channel, ByteSlice message) {
        return new Letter(channel, trust.sign(messageKind, channel, message));
    }

    /** Returns the name that the message was signed under; for an unsigned message the sender named in its first members. */
    private @Nullable String claimedBy(ByteSlice message) {
        String signer = trust.claimedBy(message);
        return signer == null ? namedIn(message) : signer;
    }

    private static @Nullable String namedIn(ByteSlice message) {
        try (JsonParser in = JSON.createParser(message.array(), message.offset(), message.length())) {
            for (int i = 0; i < FIRST_TOKENS; i++) {
                JsonToken token = in.nextToken();
                if (token == null) {
                    return null;
                }
                if (token == JsonToken.FIELD_NAME
                        && NAMES.contains(in.currentName())
                        && in.nextToken() == JsonToken.VALUE_STRING) {
                    return in.getText();
                }
            }
        } catch (IOException unreadable) {
            return null;
        }
        return null;
    }
}

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
 * The channels that are no devices', and what is said over them: signed on its way out, and read no further than to its length and its
 * signature unless it is believed. Thread-safe.
 */
final class BusChannels {

    /** Far more than the largest of ours. Redis would carry half a gigabyte, and all that comes waits while it is looked at. */
    private static final int MAX_LENGTH = 8 << 20;

    /** Who asks or answers is named among the first of a message's members. */
    private static final int FIRST_TOKENS = 12;

    private static final Set<String> NAMES = Set.of("from", "instance", "server");
    private static final JsonFactory JSON = new JsonFactory();

    private final ChannelNames names;
    private final ByteSlice hello;
    private final ClusterTrust trust;
    private final BusEvents events;
    private final AnnouncementJson json = new AnnouncementJson();

    /**
     * The channels of an instance.
     *
     * @param prefix what their names begin with
     * @param instance what this instance is called among the others
     * @param server what leases and binding rows call it
     * @param trust signs, and checks signatures
     * @param events told of what is not believed
     */
    BusChannels(String prefix, String instance, String server, ClusterTrust trust, BusEvents events) {
        names = ChannelNames.of(prefix, instance);
        hello = SigningHelloJson.write(server);
        this.trust = trust;
        this.events = events;
    }

    /** A message and where it goes. */
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

    /** Whether a message is believed; counted and logged. Fails if it is longer than any can be. */
    boolean believes(MessageKind messageKind, String channel, ByteSlice message) throws IOException {
        if (message.length() > MAX_LENGTH) {
            throw new IOException(message.length() + " bytes");
        }
        TrustOutcome outcome = trust.check(messageKind, channel, message);
        if (outcome.refused()) {
            events.refused(outcome, claimedBy(message), channel);
            return false;
        }
        events.believed(outcome);
        // That an instance signs is shown by nothing else than that.
        return messageKind != MessageKind.HELLO || outcome == TrustOutcome.SIGNED;
    }

    Announcement readAnnouncement(ByteSlice message) throws IOException {
        return json.read(message);
    }

    /** Another instance has said that it signs; whether that was not known. */
    boolean heardHello(ByteSlice message) throws IOException {
        return trust.signs(SigningHelloJson.read(message));
    }

    private Letter signed(MessageKind messageKind, String channel, ByteSlice message) {
        return new Letter(channel, trust.sign(messageKind, channel, message));
    }

    /** The name under which it was signed, or, as far as it is one of ours, the one that it begins with. */
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

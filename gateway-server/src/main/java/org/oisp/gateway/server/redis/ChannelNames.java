package org.oisp.gateway.server.redis;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.trust.ClusterTrust.MessageKind;

/**
 * The channels between instances, as opposed to the devices' channels.
 *
 * @param all announcements to every instance
 * @param questions questions to every instance
 * @param hellos where instances say that they sign
 * @param answers prefix of the answer channels; an instance id follows
 * @param self pings of this instance to itself
 * @param own answers to this instance
 */
record ChannelNames(String all, String questions, String hellos, String answers, String self, String own) {

    static ChannelNames of(String prefix, String instance) {
        String answers = prefix + "/answers/";
        return new ChannelNames(
                prefix + "/all",
                prefix + "/questions",
                prefix + "/hello",
                answers,
                prefix + "/one/" + instance,
                answers + instance);
    }

    String[] heard() {
        return new String[] {all, questions, hellos, self, own};
    }

    /** Returns what a channel carries; null for a device's channel and for {@code self}. */
    @Nullable
    MessageKind kind(String channel) {
        if (channel.equals(all)) {
            return MessageKind.ANNOUNCEMENT;
        }
        if (channel.equals(questions)) {
            return MessageKind.QUESTION;
        }
        if (channel.equals(own)) {
            return MessageKind.ANSWER;
        }
        return channel.equals(hellos) ? MessageKind.HELLO : null;
    }
}

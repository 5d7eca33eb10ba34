package org.oisp.gateway.server.redis;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.trust.ClusterTrust.MessageKind;

/**
 * The channels that are no devices'.
 *
 * @param all what every instance hears
 * @param questions what instances ask each other
 * @param hellos where instances say that they sign
 * @param answers what the names of the channels of answers begin with; the name of an instance comes behind it
 * @param self what only this one hears from itself
 * @param own the answers to this one
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

    /** What a channel is for; null for a device's, and for this instance's own. */
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

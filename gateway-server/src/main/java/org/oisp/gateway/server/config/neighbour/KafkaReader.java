package org.oisp.gateway.server.config.neighbour;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.kafka.KafkaSettings;

/**
 * Reads where the heartbeat goes, from {@code kafkaConfig} or the services {@code mykafka} and {@code kafka-ups}. One service may give
 * the address and the other the topic.
 */
final class KafkaReader {

    private static final int DEFAULT_PORT = 9092;
    private static final int PARTITION = 0;
    private static final int DAY_MILLIS = 86_400_000;
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final Sources sources;
    private final SettingReader settings;
    private final ConfigurationSection oisp;
    private final ConfigurationSection service;
    private final ConfigurationSection userProvided;

    private KafkaReader(Sources sources) {
        this.sources = sources;
        this.settings = sources.settings();
        this.oisp = sources.oisp().section("kafkaConfig");
        this.service = sources.cloudFoundry().service("mykafka");
        this.userProvided = sources.cloudFoundry().service("kafka-ups");
    }

    static @Nullable KafkaSettings read(Sources sources) {
        return new KafkaReader(sources).read();
    }

    private @Nullable KafkaSettings read() {
        boolean ownForm = settings.isSet(Setting.KAFKA_SERVERS, Setting.KAFKA_TOPIC, Setting.KAFKA_INTERVAL);
        if (!ownForm && oisp.isEmpty() && service.isEmpty() && userProvided.isEmpty()) {
            settings.find(Setting.KAFKA_SERVERS);
            return null;
        }
        GivenValue servers = settings.required(
                Setting.KAFKA_SERVERS,
                sources.missing(Setting.KAFKA_SERVERS, ownForm && oisp.isEmpty(), oisp, service, "uri"),
                oisp.text("uri"),
                service.text("uri"),
                userProvided.text("uri"));
        return new KafkaSettings(servers(servers), topic(), PARTITION, interval());
    }

    private String servers(GivenValue givenValue) {
        List<HostAndPort> addresses =
                givenValue.text().isEmpty() ? List.of() : HostAndPort.parseList(givenValue.text(), DEFAULT_PORT);
        if (addresses == null) {
            settings.wrong(givenValue, "is not a list such as kafka:9092,kafka-2:9092");
            return "";
        }
        return addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }

    private String topic() {
        GivenValue givenValue = settings.find(
                Setting.KAFKA_TOPIC,
                oisp.text("topicsHeartbeatName"),
                service.text("topicsHeartbeatName"),
                userProvided.text("topicsHeartbeatName"));
        if (givenValue == null) {
            return Setting.KAFKA_TOPIC.defaultValue();
        }
        boolean dots = givenValue.text().equals(".") || givenValue.text().equals("..");
        if (givenValue.usable() && (dots || !TOPIC.matcher(givenValue.text()).matches())) {
            settings.wrong(givenValue, "is not a topic's name");
        }
        return givenValue.text();
    }

    /** Reads the interval: a time in the gateway's own variable, milliseconds in the other sources. */
    private Duration interval() {
        GivenValue other = settings.find(
                Setting.KAFKA_INTERVAL,
                oisp.number("topicsHeartbeatInterval"),
                service.number("topicsHeartbeatInterval"),
                userProvided.number("topicsHeartbeatInterval"));
        if (other == null || other.valueOrigin().field().isEmpty()) {
            return settings.duration(Setting.KAFKA_INTERVAL);
        }
        Duration interval = Duration.ofMillis(settings.number(other, 1, DAY_MILLIS, 1));
        settings.show(
                Setting.KAFKA_INTERVAL,
                interval.toMillis() + "ms",
                other.valueOrigin().toString());
        return interval;
    }
}

package org.oisp.gateway.server.config.neighbour;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.HostListKind;
import org.oisp.gateway.server.config.kind.NumberKind;
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

    private static final int PARTITION = 0;
    private static final NumberKind MILLISECONDS = NumberKind.number(1, 86_400_000, "milliseconds");

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
        List<HostAndPort> addresses = settings.parse(Setting.KAFKA_SERVERS.kind(HostListKind.class), givenValue);
        return addresses == null
                ? ""
                : addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }

    private String topic() {
        return settings.text(
                Setting.KAFKA_TOPIC,
                oisp.text("topicsHeartbeatName"),
                service.text("topicsHeartbeatName"),
                userProvided.text("topicsHeartbeatName"));
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
        Integer millis = settings.parse(MILLISECONDS, other);
        Duration interval = millis == null ? Duration.ofMillis(1) : Duration.ofMillis(millis);
        settings.show(
                Setting.KAFKA_INTERVAL,
                interval.toMillis() + "ms",
                other.valueOrigin().toString());
        return interval;
    }
}

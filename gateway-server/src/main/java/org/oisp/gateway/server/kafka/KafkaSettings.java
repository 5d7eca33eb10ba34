package org.oisp.gateway.server.kafka;

import java.time.Duration;

/**
 * Where the heartbeat goes.
 *
 * @param bootstrapServers the brokers to ask first, {@code host:port}, commas between them
 * @param topic the topic of the heartbeat
 * @param partition its partition there
 * @param interval from one heartbeat to the next
 */
public record KafkaSettings(String bootstrapServers, String topic, int partition, Duration interval) {}

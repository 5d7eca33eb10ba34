package org.oisp.gateway.server.kafka;

import java.time.Duration;

/**
 * Settings of the heartbeat.
 *
 * @param bootstrapServers the bootstrap brokers, {@code host:port}, separated by commas
 * @param topic the topic of the heartbeat
 * @param partition the partition of the topic
 * @param interval interval between two heartbeats
 */
public record KafkaSettings(String bootstrapServers, String topic, int partition, Duration interval) {}

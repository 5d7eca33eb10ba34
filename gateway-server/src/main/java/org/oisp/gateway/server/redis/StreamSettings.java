package org.oisp.gateway.server.redis;

/**
 * The Redis stream of connects and disconnects.
 *
 * @param key the stream's key
 * @param length approximate number of entries that Redis keeps
 * @param waiting maximum number of entries that wait for Redis
 * @param batch maximum number of entries in one write
 */
public record StreamSettings(String key, int length, int waiting, int batch) {}

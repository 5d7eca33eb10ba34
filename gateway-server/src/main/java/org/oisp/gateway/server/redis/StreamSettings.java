package org.oisp.gateway.server.redis;

/**
 * The stream that says which devices connect and disconnect.
 *
 * @param key its key
 * @param length how many entries Redis keeps, about
 * @param waiting how many entries may wait for Redis
 * @param batch how many are sent to it at once
 */
public record StreamSettings(String key, int length, int waiting, int batch) {}

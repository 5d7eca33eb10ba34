package org.oisp.gateway.server.redis;

import io.lettuce.core.cluster.SlotHash;

/**
 * The Redis stream of connects and disconnects.
 *
 * @param key the stream's key
 * @param length approximate number of entries that Redis keeps
 * @param waiting maximum number of entries that wait for Redis
 * @param batch maximum number of entries in one write
 */
public record StreamSettings(String key, int length, int waiting, int batch) {

    /**
     * Returns whether the stream is in the slot of the gateways' channels, if Redis is a cluster.
     *
     * @param prefix the prefix of their names
     * @return whether both have one slot
     */
    public boolean isBeside(String prefix) {
        return SlotHash.getSlot(key) == SlotHash.getSlot(prefix);
    }
}

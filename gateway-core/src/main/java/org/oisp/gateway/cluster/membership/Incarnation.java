package org.oisp.gateway.cluster.membership;

import java.util.UUID;

/**
 * One run of an instance.
 *
 * @param server the instance's name
 * @param id the run's id; differs after each start of the process
 */
record Incarnation(String server, UUID id) {

    /**
     * The id of the incarnation of an instance whose lease has expired and whose binding rows were cleared. Its row in {@code gateway.instances}
     * stays for a while: an instance that was only slow may write binding rows until its next beat, and if it dies before that, they
     * must be cleared once more.
     */
    static final UUID CLEARED = new UUID(0, 0);

    /** Whether its binding rows were cleared once already, so that its own row may go. */
    boolean isCleared() {
        return id.equals(CLEARED);
    }
}

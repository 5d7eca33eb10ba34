package org.oisp.gateway.cluster.membership;

import java.util.UUID;

/**
 * One run of an instance.
 *
 * @param server the instance's name
 * @param id the run's id; differs after each start of the process
 */
record Incarnation(String server, UUID id) {

    /** Whether its binding rows were cleared once already, so that its own row may go. */
    boolean isCleared() {
        return id.equals(InstanceSql.CLEARED);
    }
}

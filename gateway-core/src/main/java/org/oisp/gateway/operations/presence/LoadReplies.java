package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the other instances about their load.
 *
 * @param asked whether the question could be sent
 * @param replies the answers that arrived in time
 */
public record LoadReplies(boolean asked, List<LoadReply> replies) {

    /**
     * The answer of one instance.
     *
     * @param instance its name
     * @param load its load; null if its version does not report it
     */
    public record LoadReply(String instance, @Nullable InstanceLoad load) {}
}

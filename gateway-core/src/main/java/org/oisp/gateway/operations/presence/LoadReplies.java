package org.oisp.gateway.operations.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the other instances say of their load.
 *
 * @param asked whether they could be asked
 * @param replies of those that have answered in time
 */
public record LoadReplies(boolean asked, List<LoadReply> replies) {

    /**
     * What one says.
     *
     * @param instance its name
     * @param load its load; null if its version does not say it
     */
    public record LoadReply(String instance, @Nullable InstanceLoad load) {}
}

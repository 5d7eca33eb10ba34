package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * A constant that operators are told of. Its words are the only ones that there are for it: the journal, the API, the page and
 * docs/troubleshooting.md all have them from here.
 */
public interface ExplainedTag extends Tagged {

    /**
     * What it is.
     *
     * @return a sentence
     */
    String what();

    /**
     * What to do about it.
     *
     * @return one sentence or two; null if there is nothing to do
     */
    @Nullable
    String remedy();

    /**
     * Both.
     *
     * @return what an operator is told
     */
    default String sentence() {
        String remedy = remedy();
        return remedy == null ? what() : what() + " " + remedy;
    }
}

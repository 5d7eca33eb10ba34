package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/** A tag with an explanation for operators. The journal, the API, the page and docs/troubleshooting.md all take the text from here. */
public interface ExplainedTag extends Tagged {

    /**
     * Returns what the tag means.
     *
     * @return one sentence
     */
    String what();

    /**
     * Returns what the operator can do.
     *
     * @return one or two sentences; null if there is nothing to do
     */
    @Nullable
    String remedy();

    /**
     * Returns the meaning and the remedy.
     *
     * @return the text for an operator
     */
    default String sentence() {
        String remedy = remedy();
        return remedy == null ? what() : what() + " " + remedy;
    }
}

package org.oisp.gateway.compare;

import java.util.List;
import java.util.Map;

/** A part of the gateway and its possible replacements. */
public interface Comparison {

    /** Returns the names of the variants; the gateway's own part is the first. */
    List<String> variants();

    /**
     * Measures a variant. Called once a process.
     *
     * @param variant one of {@link #variants()}
     * @return the figures by name, in the order of the table; the same names for each variant, as far as a variant has the figure
     * @throws Exception if it could not be measured
     */
    Map<String, Double> measure(String variant) throws Exception;
}

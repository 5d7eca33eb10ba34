package org.oisp.gateway.cluster.trust;

import java.time.Duration;

/**
 * The bounds of what is believed.
 *
 * @param prefix what the names of the instances' channels begin with; keys of different clusters differ by it
 * @param unsigned what of messages that cannot be checked
 * @param leeway how far a message may be from the database's clock
 * @param signers how long an instance that was heard to sign counts as one that does
 */
public record TrustSettings(String prefix, UnsignedPolicy unsigned, Duration leeway, Duration signers) {}

package org.oisp.gateway.cluster.trust;

import java.time.Duration;

/**
 * The settings of the verification of messages.
 *
 * @param prefix the prefix of the channels' names, which also separates the keys of different clusters
 * @param unsigned the policy for messages that cannot be verified
 * @param leeway how far a message's time may deviate from the database's clock
 * @param signers how long an instance that was heard to sign counts as signing
 */
public record TrustSettings(String prefix, UnsignedPolicy unsigned, Duration leeway, Duration signers) {}

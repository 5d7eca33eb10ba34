package org.oisp.gateway.server.config;

import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How device tokens are verified.
 *
 * @param key the key that they are signed with; null only if a token provider is configured
 * @param remembered how many verified tokens to remember
 * @param leeway how long before its {@code nbf} a token is accepted
 */
public record TokenSettings(@Nullable RSAPublicKey key, int remembered, Duration leeway) {}

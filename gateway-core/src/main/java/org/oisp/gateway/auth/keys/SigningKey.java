package org.oisp.gateway.auth.keys;

import java.security.PublicKey;
import java.util.Set;

/**
 * A key that verifies the signatures of tokens.
 *
 * @param id the {@code kid} of its tokens
 * @param key the public key
 * @param algorithms the allowed values of {@code alg}, by the key's type and the provider's document; a token may not choose another
 */
public record SigningKey(String id, PublicKey key, Set<String> algorithms) {}

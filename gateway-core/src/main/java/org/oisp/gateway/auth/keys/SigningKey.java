package org.oisp.gateway.auth.keys;

import java.security.PublicKey;
import java.util.Set;

/**
 * A key that tokens may be signed with.
 *
 * @param id what a token's {@code kid} calls it
 * @param key the public half
 * @param algorithms the values of {@code alg} that go with it, by its type and by what the provider says of it: a token may not
 *     choose another
 */
public record SigningKey(String id, PublicKey key, Set<String> algorithms) {}

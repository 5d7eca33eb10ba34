package org.oisp.gateway.auth.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one document of a provider, and the terms that a token must meet to be checked with them. Immutable. */
public final class KeySet {

    /** The empty set, before the first fetch. */
    public static final KeySet NONE = new KeySet(new Terms(null, null), Map.of(), List.of());

    /**
     * The claims that a token must have besides its signature.
     *
     * @param issuer the required {@code iss}; null for any
     * @param audience the required element of {@code aud}; null for any
     */
    public record Terms(@Nullable String issuer, @Nullable String audience) {}

    private final Terms terms;
    private final Map<String, SigningKey> keys;
    private final List<String> leftOut;

    private KeySet(Terms terms, Map<String, SigningKey> keys, List<String> leftOut) {
        this.terms = terms;
        this.keys = keys;
        this.leftOut = leftOut;
    }

    /**
     * Reads a JSON Web Key Set (RFC 7517). Leaves out a key that is unfit to check tokens, for any reason, and a {@code kid}
     * that two different keys have, since it is ambiguous.
     *
     * @param document the set, JSON
     * @param terms the claims that a token must have
     * @param maxKeys the maximum number of keys in the set
     * @return the keys, at least one
     * @throws UnusableKeysException if it is no key set, holds too many keys, or no fit key
     */
    public static KeySet read(String document, Terms terms, int maxKeys) throws UnusableKeysException {
        Map<String, SigningKey> keys = new LinkedHashMap<>();
        Set<String> ambiguous = new LinkedHashSet<>();
        List<String> leftOut = new ArrayList<>();
        for (String jwk : KeyDocument.keys(document, maxKeys)) {
            KeyValidation fitness = KeyValidation.of(jwk);
            SigningKey key = fitness.key();
            if (key == null) {
                fitness.remark().ifPresent(leftOut::add);
            } else if (!key.equals(keys.getOrDefault(key.id(), key))) {
                ambiguous.add(key.id());
            } else {
                keys.put(key.id(), key);
            }
        }
        keys.keySet().removeAll(ambiguous);
        ambiguous.forEach(id -> leftOut.add(id + " (two keys of that id)"));
        if (keys.isEmpty()) {
            throw new UnusableKeysException("holds no key that can verify tokens"
                    + (leftOut.isEmpty() ? "" : "; left out: " + String.join(", ", leftOut)));
        }
        return new KeySet(terms, keys, List.copyOf(leftOut));
    }

    /**
     * Returns the key of an id.
     *
     * @param id a token's {@code kid}
     * @return the key, or null if there is none
     */
    @Nullable
    public SigningKey find(String id) {
        return keys.get(id);
    }

    /** Returns the claims that a token must have. */
    public Terms terms() {
        return terms;
    }

    /** Returns the ids of the keys. */
    public Set<String> ids() {
        return Set.copyOf(keys.keySet());
    }

    /** Returns why keys were left out that looked like keys for tokens, a line each, for the log. */
    public List<String> leftOut() {
        return leftOut;
    }

    /**
     * Returns whether this set would give the same result for a token that an earlier set accepted.
     *
     * @param earlier the set that accepted the token
     * @param key the key of that set which signed the token
     * @return true if that key and the terms are unchanged
     */
    public boolean upholds(KeySet earlier, SigningKey key) {
        return this == earlier || (terms.equals(earlier.terms) && key.equals(keys.get(key.id())));
    }

    /** Returns whether another set has the same keys and terms. */
    boolean sameAs(KeySet other) {
        return terms.equals(other.terms) && keys.equals(other.keys) && leftOut.equals(other.leftOut);
    }
}

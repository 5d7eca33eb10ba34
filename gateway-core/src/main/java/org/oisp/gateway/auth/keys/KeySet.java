package org.oisp.gateway.auth.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider's keys, as one document of theirs says, and what a token has to say that they are to be used for. Immutable. */
public final class KeySet {

    /** No keys: before the first were fetched. */
    public static final KeySet NONE = new KeySet(new Terms(null, null), Map.of(), List.of());

    /**
     * What a token has to say besides being signed.
     *
     * @param issuer what {@code iss} has to be; null: anything
     * @param audience what {@code aud} has to hold; null: anything
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
     * Reads a JSON Web Key Set (RFC 7517). A key that is not fit to check tokens with is left out, whatever is wrong with it; so is a
     * {@code kid} that two keys have, since nobody could say which of them is meant.
     *
     * @param document the set, JSON
     * @param terms what a token has to say
     * @param maxKeys how many keys it may hold
     * @return the keys, at least one
     * @throws UnusableKeysException if it is no key set, holds too many keys, or none that is fit
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
            throw new UnusableKeysException("holds no key that tokens can be checked with"
                    + (leftOut.isEmpty() ? "" : "; left out: " + String.join(", ", leftOut)));
        }
        return new KeySet(terms, keys, List.copyOf(leftOut));
    }

    /**
     * The key of this id.
     *
     * @param id a token's {@code kid}
     * @return the key, or null if there is none
     */
    @Nullable
    public SigningKey find(String id) {
        return keys.get(id);
    }

    /**
     * What a token has to say.
     *
     * @return the terms
     */
    public Terms terms() {
        return terms;
    }

    /**
     * The keys' ids.
     *
     * @return those of {@link #find}
     */
    public Set<String> ids() {
        return Set.copyOf(keys.keySet());
    }

    /**
     * What was left out although it looked like a key for tokens.
     *
     * @return a line each, for the log
     */
    public List<String> leftOut() {
        return leftOut;
    }

    /**
     * Whether what was judged by an earlier set would be judged the same by this one.
     *
     * @param earlier the set it was judged by
     * @param key the key of that set which it was signed with
     * @return true if that key and the terms still hold
     */
    public boolean upholds(KeySet earlier, SigningKey key) {
        return this == earlier || (terms.equals(earlier.terms) && key.equals(keys.get(key.id())));
    }

    /**
     * Whether another set holds the same keys on the same terms.
     *
     * @param other the other
     * @return true if nothing has changed
     */
    boolean sameAs(KeySet other) {
        return terms.equals(other.terms) && keys.equals(other.keys) && leftOut.equals(other.leftOut);
    }
}

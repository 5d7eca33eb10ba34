package org.oisp.gateway.auth.token;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A key as a provider publishes it (RFC 7517), written by hand: the code under test must not make its own input. */
public final class Jwk {

    private final Map<String, String> members = new LinkedHashMap<>();

    private Jwk() {}

    /** Returns the key with this {@code kid} and {@code use} sig. */
    public static Jwk of(String id, PublicKey key) {
        Jwk jwk = new Jwk();
        if (key instanceof RSAPublicKey rsa) {
            jwk.with("kty", "RSA").with("n", number(rsa.getModulus(), 0)).with("e", number(rsa.getPublicExponent(), 0));
        } else if (key instanceof ECPublicKey curve) {
            int bits = curve.getParams().getCurve().getField().getFieldSize();
            jwk.with("kty", "EC")
                    .with("crv", "P-" + bits)
                    .with("x", number(curve.getW().getAffineX(), (bits + 7) / 8))
                    .with("y", number(curve.getW().getAffineY(), (bits + 7) / 8));
        } else {
            throw new IllegalArgumentException(key.getAlgorithm());
        }
        return jwk.with("kid", id).with("use", "sig");
    }

    /** Returns both halves of an RSA key, which no provider should publish. */
    public static Jwk withPrivateHalf(String id, KeyPair pair) {
        return of(id, pair.getPublic()).with("d", number(((RSAPrivateKey) pair.getPrivate()).getPrivateExponent(), 0));
    }

    /** Returns a secret for MACs. */
    public static Jwk secret(String id, byte[] secret) {
        return new Jwk()
                .with("kty", "oct")
                .with("kid", id)
                .with("k", Keys.base64(secret))
                .with("alg", "HS256");
    }

    public Jwk with(String name, String value) {
        members.put(name, "\"" + value + "\"");
        return this;
    }

    public Jwk withJson(String name, String json) {
        members.put(name, json);
        return this;
    }

    public Jwk without(String name) {
        members.remove(name);
        return this;
    }

    @Override
    public String toString() {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Returns a JWK set with these keys. */
    public static String set(Object... keys) {
        return Arrays.stream(keys).map(Object::toString).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static String number(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        byte[] magnitude = Arrays.copyOfRange(bytes, from, bytes.length);
        byte[] padded = new byte[Math.max(length, magnitude.length)];
        System.arraycopy(magnitude, 0, padded, padded.length - magnitude.length, magnitude.length);
        return Keys.base64(padded);
    }
}

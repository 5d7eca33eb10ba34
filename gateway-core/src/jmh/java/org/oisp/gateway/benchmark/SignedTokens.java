package org.oisp.gateway.benchmark;

import io.jsonwebtoken.Jwts;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.oisp.gateway.device.DeviceIdentity;

/** Valid tokens of many devices, signed with one RSA key of 2,048 bits. */
final class SignedTokens {

    private final KeyPair keys = Jwts.SIG.RS256.keyPair().build();
    private final List<String> compact;

    SignedTokens(int devices) {
        compact = IntStream.range(0, devices)
                .mapToObj(Fleet::device)
                .map(this::sign)
                .toList();
    }

    RSAPublicKey publicKey() {
        return (RSAPublicKey) keys.getPublic();
    }

    /** Returns the tokens in compact form. */
    List<String> compact() {
        return compact;
    }

    private String sign(DeviceIdentity device) {
        return Jwts.builder()
                .header()
                .type("JWT")
                .and()
                .id(device.uid().toString())
                .issuer("http://dashboard.example")
                .subject(device.id().value())
                .claim(
                        "accounts",
                        List.of(Map.of("id", device.account().toString(), "name", "fleet", "role", "device")))
                .signWith(keys.getPrivate(), Jwts.SIG.RS256)
                .compact();
    }
}

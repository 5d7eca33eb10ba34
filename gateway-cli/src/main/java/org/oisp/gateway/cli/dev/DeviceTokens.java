package org.oisp.gateway.cli.dev;

import io.jsonwebtoken.Jwts;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;

/** Makes device tokens in the platform's format (PROTOCOL.md, "Messages to the server"). Thread-safe. */
public final class DeviceTokens {

    private final RSAPrivateKey key;
    private final Duration validity;

    /**
     * Creates a factory of tokens.
     *
     * @param key the key that signs them
     * @param validity how long each is valid
     */
    public DeviceTokens(RSAPrivateKey key, Duration validity) {
        this.key = key;
        this.validity = validity;
    }

    /**
     * Makes a token.
     *
     * @param device the device's id
     * @param account the account it belongs to
     * @return a JWT in compact form
     */
    @SuppressWarnings("JavaUtilDate") // jjwt's API has no other type for times
    public String make(DeviceId device, AccountId account) {
        return Jwts.builder()
                .id(UUID.randomUUID().toString())
                .issuer("http://gateway.dev")
                .subject(device.value())
                .expiration(Date.from(InstantSource.system().instant().plus(validity)))
                .claim("accounts", List.of(Map.of("id", account.value().toString(), "name", "demo", "role", "device")))
                .signWith(key, Jwts.SIG.RS256)
                .compact();
    }
}

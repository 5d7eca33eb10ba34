package org.oisp.gateway.server.config;

import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.auth.keys.KeyFetchSettings;

/**
 * How devices register.
 *
 * @param tokenKey the key that device tokens are signed with; null only if a provider of tokens is configured
 * @param keyFetch how a provider's keys are fetched, if there is one
 * @param rememberedTokens how many good tokens are remembered
 * @param auth the bounds of registrations
 * @param ledger the bounds of the database's part
 */
public record RegistrationSettings(
        @Nullable RSAPublicKey tokenKey,
        KeyFetchSettings keyFetch,
        int rememberedTokens,
        AuthSettings auth,
        LedgerSettings ledger) {}

package org.oisp.gateway.server.config;

import java.security.interfaces.RSAPublicKey;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.LedgerSettings;

/**
 * How devices register.
 *
 * @param tokenKey the key that device tokens are signed with
 * @param rememberedTokens how many good tokens are remembered
 * @param auth the bounds of registrations
 * @param ledger the bounds of the database's part
 */
public record RegistrationSettings(
        RSAPublicKey tokenKey, int rememberedTokens, AuthSettings auth, LedgerSettings ledger) {}

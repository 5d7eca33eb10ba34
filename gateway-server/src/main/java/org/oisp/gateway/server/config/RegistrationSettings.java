package org.oisp.gateway.server.config;

import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.auth.admission.AdmissionSettings;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.cluster.membership.LeaseSettings;

/**
 * How devices register.
 *
 * @param tokenKey the key that device tokens are signed with; null only if a provider of tokens is configured
 * @param keyFetch how a provider's keys are fetched, if there is one
 * @param rememberedTokens how many good tokens are remembered
 * @param tokenLeeway how long before its {@code nbf} a token is good already
 * @param auth the bounds of registrations
 * @param admission how many registrations are worked on at once
 * @param loopLag how late the event loops may be before fewer are let in
 * @param ledger the bounds of the database's part
 * @param lease how this instance shows that it is alive
 */
public record RegistrationSettings(
        @Nullable RSAPublicKey tokenKey,
        KeyFetchSettings keyFetch,
        int rememberedTokens,
        Duration tokenLeeway,
        AuthSettings auth,
        AdmissionSettings admission,
        Duration loopLag,
        LedgerSettings ledger,
        LeaseSettings lease) {}

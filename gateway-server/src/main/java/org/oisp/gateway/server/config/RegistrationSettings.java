package org.oisp.gateway.server.config;

import java.time.Duration;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.auth.admission.AdmissionSettings;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.cluster.membership.LeaseSettings;

/**
 * How devices register.
 *
 * @param tokens how device tokens are verified
 * @param keyFetch how to fetch the provider's keys, if there is a provider
 * @param auth the bounds of registrations
 * @param admission how many registrations to process at once
 * @param loopLag lag of the event loops above which fewer registrations are admitted
 * @param ledger the bounds of database work
 * @param lease how this instance shows that it is alive
 */
public record RegistrationSettings(
        TokenSettings tokens,
        KeyFetchSettings keyFetch,
        AuthSettings auth,
        AdmissionSettings admission,
        Duration loopLag,
        LedgerSettings ledger,
        LeaseSettings lease) {}

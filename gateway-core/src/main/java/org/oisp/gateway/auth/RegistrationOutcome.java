package org.oisp.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** The outcome of a registration. Each is a value of a metric tag, in lower case. */
public enum RegistrationOutcome implements ExplainedTag {
    /** The binding row is written and the device was told so. */
    REGISTERED("It is registered, and was told so.", null),
    /** The token is missing, expired, not signed by a trusted key, or belongs to another device. */
    INVALID_TOKEN(
            "Its token is missing, has ended, is another device's, or is not signed by a key that is trusted.",
            "Give the device a new token. If many are refused, look at GATEWAY_PUBLIC_KEY or the realm."),
    /** The client certificate of the connection is not this device's. */
    FOREIGN_CERTIFICATE(
            "The certificate of its connection names other devices.",
            "Give the device its own certificate, or see GATEWAY_TLS_CLIENT_NAME."),
    /** The token names an unknown key, and the key provider is away, so the token cannot be judged. */
    KEYS_UNAVAILABLE(
            "Its token names a key that is not known, and the provider of keys is away.",
            "Bring the provider back: the device comes again by itself."),
    /** The token is good, but names no account. */
    NO_ACCOUNT("Its token is good, but names no account.", "Have a new token issued, with the account in it."),
    /** The token is good, but the database has no such device. */
    UNKNOWN_DEVICE(
            "Its token is good, but the database has no such device in that account.",
            "Create the device in the dashboard."),
    /** The database failed. */
    DATABASE_FAILED("The database failed.", "Bring the database back: the device comes again by itself."),
    /** Another database session held a lock on the device's row until the registration timed out. */
    ROW_LOCKED(
            "Another session of the database has had the device's binding row locked for all of GATEWAY_REGISTRATION_TIMEOUT.",
            "End that session's transaction: the log names it. The device comes again by itself, and no other waits for it."),
    /** There was no answer in time. */
    TIMED_OUT(
            "There was no answer within GATEWAY_REGISTRATION_TIMEOUT of its turn, or no turn within GATEWAY_ADMISSION_WAIT.",
            "See whether the database is slow, or too many devices come at once. The device comes again by itself."),
    /** Too many registrations were in progress. */
    OVERLOADED(
            "More than GATEWAY_MAX_REGISTRATIONS registrations were under way.",
            "Wait until the storm has passed: the device comes again by itself."),
    /** The connection has the maximum number of devices. */
    TOO_MANY_DEVICES(
            "Its connection holds as many devices as it may; it stays open.",
            "Use more connections, or raise GATEWAY_MAX_DEVICES_PER_CONNECTION.");

    private final String what;
    private final @Nullable String remedy;

    RegistrationOutcome(String what, @Nullable String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return remedy;
    }
}

package org.oisp.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** The outcome of a registration. Each is a value of a metric tag, in lower case. */
public enum RegistrationOutcome implements ExplainedTag {
    /** The binding row is written and the device was told so. */
    REGISTERED("It is registered and has its answer.", null),
    /** The token is missing, expired, not signed by a trusted key, or belongs to another device. */
    INVALID_TOKEN(
            "Its token is missing, expired, issued to another device, or not signed by a trusted key.",
            "Give the device a new token. If many are refused, look at GATEWAY_PUBLIC_KEY or the realm."),
    /** The client certificate of the connection is not this device's. */
    FOREIGN_CERTIFICATE(
            "Its connection's certificate is for other devices.",
            "Give the device its own certificate, or see GATEWAY_TLS_CLIENT_NAME."),
    /** The token names an unknown key, and the key provider is away, so the token cannot be judged. */
    KEYS_UNAVAILABLE(
            "Its token names an unknown key, and the key provider is unavailable.",
            "Restore the provider. The device reconnects by itself."),
    /** The token is good, but names no account. */
    NO_ACCOUNT("Its token is valid but names no account.", "Issue a new token that contains the account."),
    /** The token is good, but the database has no such device. */
    UNKNOWN_DEVICE(
            "Its token is valid, but the database has no such device in that account.",
            "Create the device in the dashboard."),
    /** The database failed. */
    DATABASE_FAILED("The database failed.", "Restore the database. The device reconnects by itself."),
    /** Another database session held a lock on the device's row until the registration timed out. */
    ROW_LOCKED(
            "Another database session held a lock on the device's binding row for all of GATEWAY_REGISTRATION_TIMEOUT.",
            "End that session's transaction: the log names it. The device reconnects by itself, and no other device waits for it."),
    /** There was no answer in time. */
    TIMED_OUT(
            "It was not admitted within GATEWAY_ADMISSION_WAIT, or not answered within GATEWAY_REGISTRATION_TIMEOUT after that.",
            "Check whether the database is slow, or too many devices connect at once. The device reconnects by itself."),
    /** Too many registrations were in progress. */
    OVERLOADED(
            "More than GATEWAY_MAX_REGISTRATIONS registrations were under way.",
            "Wait until the reconnect storm is over. The device reconnects by itself."),
    /** The connection has the maximum number of devices. */
    TOO_MANY_DEVICES(
            "Its connection already has the maximum number of devices. The connection stays open.",
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

package org.oisp.gateway.events;

/** What can become of a registration. Each is the value of a meter's tag, in lower case. */
public enum RegistrationOutcome implements Tagged {
    /** The binding row is written and the device was told so. */
    REGISTERED("It is registered, and was told so."),
    /** The token is missing, expired, not signed by our key, or another device's. */
    INVALID_TOKEN(
            "Its token is missing, has ended, is another device's or is not signed by a key that is trusted: give it a new one, or see GATEWAY_PUBLIC_KEY."),
    /** The certificate that the connection came with is not this device's. */
    FOREIGN_CERTIFICATE("The certificate of its connection names other devices: see GATEWAY_TLS_CLIENT_NAME."),
    /** The token names a key that nobody knows, and the provider of keys is away: it cannot be judged. */
    KEYS_UNAVAILABLE(
            "Its token names a key that nobody knows, and the provider of keys is away: it comes back by itself."),
    /** The token is good, but names no account. */
    NO_ACCOUNT("Its token is good, but names no account: see accounts in the token."),
    /** The token is good, but the database has no such device. */
    UNKNOWN_DEVICE(
            "Its token is good, but the database has no such device in that account: create it in the dashboard."),
    /** The database failed. */
    DATABASE_FAILED("The database failed: the device comes back by itself once that answers."),
    /** No answer in time. */
    TIMED_OUT(
            "There was no answer within GATEWAY_REGISTRATION_TIMEOUT: the database is slow, or too many devices come at once."),
    /** Too many registrations were under way. */
    OVERLOADED("More than GATEWAY_MAX_REGISTRATIONS registrations were under way: the device comes back by itself."),
    /** The connection holds as many devices as it may. */
    TOO_MANY_DEVICES("Its connection holds as many devices as it may: see GATEWAY_MAX_DEVICES_PER_CONNECTION.");

    private final String sentence;

    RegistrationOutcome(String sentence) {
        this.sentence = sentence;
    }

    /**
     * What an operator is told.
     *
     * @return why it is so and what to do, in a sentence
     */
    public String sentence() {
        return sentence;
    }
}

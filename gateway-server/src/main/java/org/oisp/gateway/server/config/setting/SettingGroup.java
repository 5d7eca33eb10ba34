package org.oisp.gateway.server.config.setting;

/** Settings that belong together, in the order of docs/configuration.md. */
public enum SettingGroup {
    /** Servers and credentials. */
    SERVERS("Servers and credentials"),
    /** Ports and the management port. */
    PORTS("Ports and the management port"),
    /** Logs and traces. */
    LOGS("Logs and traces"),
    /** Keys for tokens. */
    TOKENS("Keys for tokens"),
    /** Connections. */
    CONNECTIONS("Connections"),
    /** TLS. */
    TLS("TLS"),
    /** Behind a proxy. */
    PROXIES("Behind a proxy"),
    /** Addresses and connections that misbehave. */
    STRANGERS("Addresses and connections that misbehave"),
    /** Messages, memory and timeouts. */
    MESSAGES("Messages, memory and timeouts"),
    /** Mailboxes. */
    MAILBOXES("Mailboxes"),
    /** Receipts, and the hold for devices that reconnect. */
    RECEIPTS("Receipts"),
    /** Registrations. */
    REGISTRATIONS("Registrations"),
    /** The database. */
    DATABASE("The database"),
    /** Leases. */
    LEASES("Leases"),
    /** Warm-up. */
    WARM_UP("Warm-up"),
    /** Self-probe. */
    SELF_PROBE("Self-probe"),
    /** Stopping. */
    STOPPING("Stopping"),
    /** Redis and several instances. */
    CLUSTER("Redis and several instances"),
    /** Operator's API, journal and live page. */
    OPERATIONS("Operator's API, journal and live page"),
    /** Forwarding to other instances. */
    FORWARDING("Forwarding to other instances");

    private final String title;

    SettingGroup(String title) {
        this.title = title;
    }

    /**
     * Returns the heading of the group's table in docs/configuration.md.
     *
     * @return the text of the heading
     */
    public String title() {
        return title;
    }
}

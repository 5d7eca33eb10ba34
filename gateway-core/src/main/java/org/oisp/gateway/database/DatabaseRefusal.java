package org.oisp.gateway.database;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The reasons why a database cannot be used as configured; retrying does not help. */
public enum DatabaseRefusal {
    /** The host name is unknown. */
    HOST,
    /** The server rejects the user or the password. */
    CREDENTIALS,
    /** The rules of the server (pg_hba.conf) admit no such user from this address to this database. */
    ACCESS,
    /** The server has no such database. */
    DATABASE,
    /** A pooler in front of the server rejects a startup parameter that every connection sends. */
    POOLER,
    /** A pooler in front of the server allows no transactions. */
    POOLER_MODE,
    /** The server accepts only connections with TLS, and this one had none. */
    TLS_REQUIRED,
    /** The server offers no TLS, and it is required here. */
    TLS_UNSUPPORTED,
    /** The server does not bind the password to the TLS connection, and that is required here. */
    CHANNEL_BINDING,
    /** The server's certificate is not signed by a trusted authority. */
    AUTHORITY,
    /** The server's certificate names another host. */
    SERVER_NAME,
    /** The server does not accept the gateway's certificate, or misses one. */
    CLIENT_CERTIFICATE;

    /** How the driver begins to say that the server does not bind the password to the TLS connection. */
    public static final String BINDING_REQUIRED = "Channel binding is required";

    private static final String INVALID_AUTHORIZATION = "28";
    private static final String PROTOCOL_VIOLATION = "08P01";
    private static final String UNDEFINED_DATABASE = "3D000";

    /** What servers, poolers and providers say to a connection without TLS: PostgreSQL 14 and newer, older ones, and the others. */
    private static final Pattern UNENCRYPTED = Pattern.compile(
            "no encryption\\b|\\bSSL off\\b|\\bSSL (connection is )?required\\b|connection is insecure",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_CLIENT_CERTIFICATE =
            Pattern.compile("valid client certificate|certificate authentication failed");

    /** The alerts about a client's certificate (RFC 8446, 6.2; RFC 5246, 7.2.2), as Java writes them. */
    private static final Pattern REFUSED_CERTIFICATE = Pattern.compile(
            "fatal alert: (bad_certificate|unsupported_certificate|certificate_\\w+|unknown_ca|access_denied|decrypt_error)");

    /** What the driver says to a server that answers the request for TLS with no. */
    private static final String NO_TLS = "Server support for SSL connection is disabled";

    /** How Java begins to say that a certificate is for another host. */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (subject alternative|name matching)");

    /**
     * Classifies a failure.
     *
     * @return the reason, or null if the server may only be away
     */
    public static @Nullable DatabaseRefusal of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean secure = false;
        // A chain of causes may contain a cycle.
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            secure |= cause instanceof SSLException;
            DatabaseRefusal refusal = ofOne(cause, Objects.toString(cause.getMessage(), ""), secure);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static @Nullable DatabaseRefusal ofOne(Throwable cause, String said, boolean secure) {
        if (cause instanceof UnknownHostException) {
            return HOST;
        }
        if (cause instanceof R2dbcException refused && refused.getSqlState() != null) {
            return ofServer(refused.getSqlState(), said);
        }
        if (cause instanceof R2dbcPermissionDeniedException && said.startsWith(BINDING_REQUIRED)) {
            return CHANNEL_BINDING;
        }
        // A certificate that has expired is the cause of a failed validation, too, and the server may get a new one.
        boolean expired = cause.getCause() instanceof CertificateException;
        boolean unsigned = cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
        if (secure && unsigned && !expired) {
            return AUTHORITY;
        }
        if (secure
                && cause instanceof CertificateException
                && OTHER_HOST.matcher(said).find()) {
            return SERVER_NAME;
        }
        return cause instanceof SSLException
                        && REFUSED_CERTIFICATE.matcher(said).find()
                ? CLIENT_CERTIFICATE
                : null;
    }

    private static @Nullable DatabaseRefusal ofServer(String state, String said) {
        if (state.startsWith(INVALID_AUTHORIZATION) || state.equals(PROTOCOL_VIOLATION)) {
            if (UNENCRYPTED.matcher(said).find()) {
                return TLS_REQUIRED;
            }
        }
        if (state.startsWith(INVALID_AUTHORIZATION)) {
            if (NO_CLIENT_CERTIFICATE.matcher(said).find()) {
                return CLIENT_CERTIFICATE;
            }
            // The file's name is the same in every language.
            return said.contains("pg_hba.conf") ? ACCESS : CREDENTIALS;
        }
        if (said.contains("statement pooling mode")) {
            return POOLER_MODE;
        }
        if (state.equals(PROTOCOL_VIOLATION) && said.contains("startup parameter")) {
            return POOLER;
        }
        if (said.startsWith(NO_TLS)) {
            return TLS_UNSUPPORTED;
        }
        return state.equals(UNDEFINED_DATABASE) ? DATABASE : null;
    }
}

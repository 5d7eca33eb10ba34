package org.oisp.gateway.telemetry.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Describes in one line for an operator why a neighbour failed; used on the page, in the log and in {@code ./gateway check}. Text from
 * the server itself is passed on; socket errors of Java, Netty or a driver are put in plain words.
 */
public final class FailureDescription {

    /** The description of a server that closed the connection without a message. */
    public static final String CLOSED = "it closed the connection";

    /** The prefix of errors of Netty's native transports: {@code recvAddress(..) failed with error(-104): }. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    /** An address as Java prints it: {@code redis/<unresolved>:6379}, {@code redis/10.0.0.1:6379}, {@code /10.0.0.1:6379}; not a URL. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<![/\\w.-])([\\w.-]*)/(?:<unresolved>|\\[?[0-9a-fA-F.:%\\w]+]?)(?=:\\d+)|([\\w.-]+)/<unresolved>");

    private static final Pattern BROKEN = Pattern.compile(
            "connection reset|broken pipe|prematurely closed|closed prematurely|connection.* closed",
            Pattern.CASE_INSENSITIVE);

    /** How Java begins to say that a certificate does not name the host that was connected to. */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (subject alternative|name matching)");

    private FailureDescription() {}

    /**
     * Describes a failure.
     *
     * @param failure the error of a connection attempt or a request
     * @return one line, without class names if more is known; may contain any characters that the server sent
     */
    public static String of(@Nullable Throwable failure) {
        Throwable last = failure;
        // Causes may form a cycle.
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            String description = describeKnown(cause);
            if (description != null) {
                return description;
            }
            last = cause;
        }
        return last == null ? "the reason is unknown" : line(last);
    }

    private static @Nullable String describeKnown(Throwable cause) {
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return "unknown host";
        }
        if (isTimeout(cause)) {
            return "no answer in time";
        }
        if (cause instanceof NoRouteToHostException) {
            return "connection refused, or blocked by a firewall";
        }
        if (cause instanceof ConnectException) {
            return isBroken(cause) ? CLOSED : "connection refused, or blocked by a firewall";
        }
        if (cause instanceof SSLException secure) {
            return "no TLS connection: " + tls(secure);
        }
        if (cause instanceof ClosedChannelException || (cause instanceof IOException && isBroken(cause))) {
            return CLOSED;
        }
        return null;
    }

    /** Returns whether this is a timeout. Each library has its own exception, some without a message. */
    private static boolean isTimeout(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause instanceof TimeoutException
                || name.equals("ConnectTimeoutException")
                || name.equals("ReadTimeoutException")
                || name.equals("RedisCommandTimeoutException")
                || name.equals("TimeoutException");
    }

    private static boolean isBroken(Throwable cause) {
        return cause.getMessage() != null && BROKEN.matcher(cause.getMessage()).find();
    }

    private static String tls(SSLException failure) {
        boolean unsigned = false;
        Throwable wrong = null;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            unsigned |= cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
            wrong = cause instanceof CertificateException && cause.getCause() == null ? cause : wrong;
        }
        if (wrong != null) {
            String description = line(wrong);
            return (OTHER_HOST.matcher(description).find()
                            ? "its certificate is for another host: "
                            : "its certificate is invalid: ")
                    + description;
        }
        if (unsigned) {
            return "its certificate is not signed by a trusted authority";
        }
        String message = line(failure);
        if (message.startsWith("not an SSL/TLS record")) {
            return "it answers, but not with TLS; this port seems to be without TLS";
        }
        if (message.startsWith("Received fatal alert: ")) {
            return "it refuses with the alert " + message.substring("Received fatal alert: ".length());
        }
        return isBroken(failure) ? CLOSED + " in the handshake; the port may be one without TLS" : message;
    }

    private static String line(Throwable error) {
        String message = error.getMessage();
        if (message == null || message.isBlank()) {
            return error.getClass().getSimpleName();
        }
        String first = message.lines().findFirst().orElse(message);
        return ADDRESS.matcher(SYSTEM_CALL.matcher(first).replaceAll("")).replaceAll(found -> host(found.group()));
    }

    /** Returns the host name, or the address if there is none. */
    private static String host(String address) {
        int slash = address.indexOf('/');
        return Matcher.quoteReplacement(slash > 0 ? address.substring(0, slash) : address.substring(slash + 1));
    }
}

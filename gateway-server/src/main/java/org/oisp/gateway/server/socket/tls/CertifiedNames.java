package org.oisp.gateway.server.socket.tls;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;

/**
 * The device ids that a peer's certificate speaks for. Kept with the channel, and only for a peer that has shown a certificate.
 */
public final class CertifiedNames {

    private static final AttributeKey<Set<String>> NAMES = AttributeKey.valueOf("gateway.certified-names");

    /** Kinds of alternative names, as {@link X509Certificate#getSubjectAlternativeNames()} numbers them. */
    private static final int EMAIL = 1;

    private static final int DNS = 2;
    private static final int URI = 6;

    private CertifiedNames() {}

    /**
     * Whether a peer may be this device, as far as its certificate goes.
     *
     * @param channel the connection
     * @param deviceId the id it gives
     * @return true if the certificate names the device, and if there is no certificate
     */
    public static boolean allow(Channel channel, @Nullable String deviceId) {
        if (!channel.hasAttr(NAMES)) {
            return true;
        }
        Set<String> names = channel.attr(NAMES).get();
        return names == null || (deviceId != null && names.contains(deviceId));
    }

    static void set(Channel channel, Set<String> names) {
        channel.attr(NAMES).set(names);
    }

    /** Empty if it has none of that kind: then it is no device's. */
    static Set<String> of(X509Certificate certificate, ClientName kind) {
        try {
            return switch (kind) {
                case CN -> commonNames(certificate);
                case DNS -> alternativeNames(certificate, DNS);
                case URI -> alternativeNames(certificate, URI);
                case EMAIL -> alternativeNames(certificate, EMAIL);
            };
        } catch (NamingException | CertificateParsingException unreadable) {
            return Set.of();
        }
    }

    private static Set<String> commonNames(X509Certificate certificate) throws NamingException {
        Set<String> names = new TreeSet<>();
        for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            Attribute name = part.toAttributes().get("CN");
            // A value in a string type that this JVM does not know comes as bytes, and is nobody's id.
            if (name != null && name.get() instanceof String text) {
                names.add(text);
            }
        }
        return names;
    }

    private static Set<String> alternativeNames(X509Certificate certificate, int kind)
            throws CertificateParsingException {
        Set<String> names = new TreeSet<>();
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        if (all != null) {
            for (List<?> name : all) {
                if (name.get(0).equals(kind)) {
                    names.add((String) name.get(1));
                }
            }
        }
        return names;
    }
}

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

/** The device ids in a peer's certificate, kept as a channel attribute. Set only for a peer that presented a certificate. */
public final class CertifiedNames {

    private static final AttributeKey<Set<String>> NAMES = AttributeKey.valueOf("gateway.certified-names");

    /** Types of alternative names, as {@link X509Certificate#getSubjectAlternativeNames()} numbers them. */
    private static final int EMAIL = 1;

    private static final int DNS = 2;
    private static final int URI = 6;

    private CertifiedNames() {}

    /**
     * Returns whether a peer's certificate allows it to register this device.
     *
     * @param channel the connection
     * @param deviceId the id that the peer gives; null if it gives none
     * @return true if the certificate names the device, or if there is no certificate
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

    /** Returns the certificate's names of this kind. Empty if there are none: the certificate then allows no device. */
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
            // The JVM returns a value of an unknown string type as bytes, which cannot be a device id.
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

package org.oisp.gateway.server.socket.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * TLS for the connections of a port: creates a handler for each, with the certificate that is current when the connection opens. Picks up
 * changed files; open connections keep their session. Thread-safe.
 */
public final class DeviceTls {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    /** How long close_notify may wait for a peer that does not read. */
    private static final long CLOSE_NOTIFY_MILLIS = 1000;

    private final TlsSettings settings;
    private final CertificateEvents events;
    private final InstantSource clock;
    private final SslProvider provider;
    private final RenewalLog renewals;
    /** Runs handshake signatures, which would block an event loop for too long. */
    private final ExecutorService handshakes;

    private volatile @Nullable InForce inForce;

    private record InForce(TlsIdentity tlsIdentity, SslContext context) {}

    /**
     * Creates the TLS configuration without reading any file.
     *
     * @param settings the files
     * @param events receives certificate events
     * @param clock decides whether certificates have expired
     */
    public DeviceTls(TlsSettings settings, CertificateEvents events, InstantSource clock) {
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.provider = provider();
        this.renewals = new RenewalLog(events);
        this.handshakes =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), DeviceTls::handshakeThread);
    }

    static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    private static Thread handshakeThread(Runnable work) {
        Thread thread = new Thread(work, "tls-handshake");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Reads the files and creates the TLS context.
     *
     * @return completes when TLS is ready; fails with an {@link UnusableFileException}
     */
    public Mono<Void> load() {
        return Mono.<Void>fromCallable(() -> {
                    TlsIdentity tlsIdentity = TlsIdentity.of(TlsIdentity.IdentityFiles.read(settings.files()));
                    inForce = new InForce(tlsIdentity, TlsContexts.make(settings, tlsIdentity, provider));
                    X509Certificate certificate = tlsIdentity.certificate();
                    events.loaded(
                            tlsIdentity.toString(),
                            certificate.getNotAfter().toInstant(),
                            tlsIdentity.warnings(clock.instant()));
                    if (provider == SslProvider.JDK) {
                        LOG.info(
                                "TLS uses Java's own implementation, which is slower and needs more memory: the BoringSSL library does"
                                        + " not load on this system");
                    }
                    return null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Re-reads the files periodically and uses new contents if they are valid.
     *
     * @return never completes; subscribe after {@link #load} completes, and cancel when the port closes
     */
    public Flux<Void> watch() {
        // Neither timestamps nor file-system events report every way to replace a file.
        return Flux.interval(settings.renewal(), Schedulers.boundedElastic())
                .onBackpressureDrop()
                .concatMap(tick -> Mono.<Void>fromRunnable(this::renew), 1);
    }

    /** Cancels pending handshake work and releases the TLS context. Call after the connections are closed. */
    public void close() {
        handshakes.shutdownNow();
        InForce last = inForce;
        inForce = null;
        if (last != null) {
            ReferenceCountUtil.release(last.context);
        }
    }

    /** Creates the handler of a new connection, without a handshake timeout of its own. */
    SslHandler newHandler(ByteBufAllocator buffers) {
        while (true) {
            InForce current = inForce;
            if (current == null) {
                throw new IllegalStateException("TLS is not loaded, or closed");
            }
            try {
                ReferenceCountUtil.retain(current.context);
            } catch (IllegalReferenceCountException replaced) {
                continue;
            }
            try {
                SslHandler handler = current.context.newHandler(buffers, handshakes);
                handler.setHandshakeTimeoutMillis(0);
                handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
                return handler;
            } finally {
                ReferenceCountUtil.release(current.context);
            }
        }
    }

    TlsSettings settings() {
        return settings;
    }

    /** Called after the handshake: stores the device names of the peer's certificate, if the peer presented one. */
    void secured(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (settings.files().clientCa() == null || handler == null) {
            return;
        }
        try {
            X509Certificate certificate =
                    (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
            CertifiedNames.set(channel, CertifiedNames.of(certificate, settings.clientName()));
        } catch (SSLPeerUnverifiedException none) {
            // The certificate is optional here; otherwise the handshake would have failed.
        }
    }

    private void renew() {
        InForce current = inForce;
        if (current == null) {
            return;
        }
        TlsIdentity.@Nullable IdentityFiles identityFiles = null;
        try {
            identityFiles = TlsIdentity.IdentityFiles.read(settings.files());
            if (identityFiles.equals(current.tlsIdentity.identityFiles())) {
                renewals.good();
                return;
            }
            TlsIdentity tlsIdentity = TlsIdentity.of(identityFiles);
            inForce = new InForce(tlsIdentity, TlsContexts.make(settings, tlsIdentity, provider));
            ReferenceCountUtil.release(current.context);
            renewals.good();
            events.renewed(
                    tlsIdentity.toString(),
                    tlsIdentity.certificate().getNotAfter().toInstant(),
                    tlsIdentity.warnings(clock.instant()));
        } catch (UnusableFileException unusable) {
            renewals.bad(identityFiles, unusable.setting(), unusable.problem());
        } catch (SSLException | RuntimeException unusable) {
            renewals.bad(
                    identityFiles,
                    settings.files().certificate().setting(),
                    "cannot be used: " + unusable.getMessage());
        }
    }
}

package org.oisp.gateway.server.resolver;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Resolves host names by the machine's name servers, anew for each connection: after a failover a name may lead to another server, and the
 * former answer may be valid for hours by its TTL. Never blocks, unlike Java's own resolver. Thread-safe.
 */
public final class UncachedNames {

    private final DnsAddressResolverGroup group;

    /**
     * Creates one resolver for each event loop that asks; it ends with the loop.
     *
     * @param datagrams the type of the channels to name servers, which the event loops must support
     * @param streams the type of channel for long answers
     */
    public UncachedNames(Class<? extends DatagramChannel> datagrams, Class<? extends SocketChannel> streams) {
        group = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(datagrams)
                .socketChannelType(streams)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE));
    }

    /** Returns the resolvers, for a library that takes them. */
    public DnsAddressResolverGroup group() {
        return group;
    }

    /**
     * Resolves a name.
     *
     * @param loop where to work; the result arrives there
     * @param host a name or an IP address
     * @return one or more addresses in the order of preference; fails with an {@link java.net.UnknownHostException}
     */
    public Mono<List<InetAddress>> resolve(EventLoop loop, String host) {
        // Not cancelled with the subscriber: others may wait for the same answer.
        return Mono.create(sink -> group.getResolver(loop)
                .resolveAll(InetSocketAddress.createUnresolved(host, 0))
                .addListener((io.netty.util.concurrent.Future<List<InetSocketAddress>> answer) -> {
                    if (answer.isSuccess()) {
                        sink.success(answer.getNow().stream()
                                .map(InetSocketAddress::getAddress)
                                .toList());
                    } else {
                        sink.error(answer.cause());
                    }
                }));
    }
}

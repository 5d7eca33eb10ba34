package org.oisp.gateway.it.deploy;

import static org.awaitility.Awaitility.await;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Extracts meter names from queries, and from what a gateway exposes. */
final class MeterNames {

    private static final Pattern NAME = Pattern.compile("\\b(?:gateway|jvm|process|system|netty)_[a-z_]+");

    private static String exposition;

    private MeterNames() {}

    /** Returns the meters that the queries use. */
    static Set<String> in(Collection<String> queries) {
        return queries.stream()
                .flatMap(query -> NAME.matcher(query).results())
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the meters of a gateway that has just started and collected garbage once: some appear at the first collection. */
    static Set<String> shown() {
        return names(exposition());
    }

    /** Returns the scrape of such a gateway. */
    static synchronized String exposition() {
        if (exposition == null) {
            try (TestGateway gateway = TestGateway.start(TestDatabase.shared())) {
                System.gc();
                exposition = await().until(
                                () -> gateway.management("/metrics").body(),
                                shown -> names(shown)
                                        .containsAll(Set.of("jvm_gc_pause_seconds_sum", "jvm_memory_usage_after_gc")));
            }
        }
        return exposition;
    }

    private static Set<String> names(String exposition) {
        return exposition
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the name of the meter to which a series belongs: a histogram's buckets, sum and count are one meter. */
    static String family(String name) {
        return name.replaceAll("_seconds_(bucket|sum|count|max)$", "_seconds");
    }
}

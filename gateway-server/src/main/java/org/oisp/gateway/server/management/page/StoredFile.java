package org.oisp.gateway.server.management.page;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A file that is read when it is first asked for.
 *
 * @param type its media type
 * @param bytes what it holds: read once, off the event loop, then at hand
 */
record StoredFile(String type, Mono<FileBytes> bytes) {

    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    /** Those of the page, by the path that a browser asks for; nothing is read yet. */
    static Map<String, StoredFile> all() {
        Map<String, StoredFile> files = new HashMap<>();
        for (PageFile file : PageFile.ALL) {
            Mono<FileBytes> bytes = Mono.fromCallable(() -> FileBytes.read(file.resource()))
                    .subscribeOn(Schedulers.boundedElastic())
                    // What could not be read is tried again.
                    .cache(read -> FOR_EVER, failed -> Duration.ZERO, () -> Duration.ZERO);
            files.put(file.path(), new StoredFile(file.type(), bytes));
        }
        return files;
    }
}

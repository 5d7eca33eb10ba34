package org.oisp.gateway.server.management.page;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A file that is read at its first request.
 *
 * @param type its media type
 * @param bytes its content, read once, off the event loop, then cached
 */
record StoredFile(String type, Mono<FileBytes> bytes) {

    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    /** Returns the files of the page by request path. Reads none yet. */
    static Map<String, StoredFile> all() {
        Map<String, StoredFile> files = new HashMap<>();
        for (PageFile file : PageFile.ALL) {
            Mono<FileBytes> bytes = Mono.fromCallable(() -> FileBytes.read(file.resource()))
                    .subscribeOn(Schedulers.boundedElastic())
                    // A failed read is not cached, so that it is tried again.
                    .cache(read -> FOR_EVER, failed -> Duration.ZERO, () -> Duration.ZERO);
            files.put(file.path(), new StoredFile(file.type(), bytes));
        }
        return files;
    }
}

package org.oisp.gateway.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Stops the database server that a killed demo has left running. */
final class LeftoverPostgres {

    private static final int TIMEOUT_SECONDS = 10;

    private LeftoverPostgres() {}

    /**
     * Stops the server that runs on a data directory, and waits up to 10 s for its end. The process id in the directory's pid file may
     * belong to another process by now, perhaps another database, so only a process that was started with that directory is stopped.
     */
    static void stop(Path dataDirectory) throws IOException {
        Path pidFile = dataDirectory.resolve("postmaster.pid");
        if (!Files.isReadable(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.isEmpty() || !lines.get(0).trim().matches("\\d{1,18}")) {
            return;
        }
        Optional<ProcessHandle> leftover =
                ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
        leftover.filter(process -> wasStartedOn(process, dataDirectory)).ifPresent(process -> {
            process.destroy();
            process.onExit()
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .handle((exited, late) -> exited)
                    .join();
        });
    }

    static boolean wasStartedOn(ProcessHandle process, Path dataDirectory) {
        return process.info().command().orElse("").contains("postgres")
                && process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(dataDirectory.toString()::equals);
    }
}

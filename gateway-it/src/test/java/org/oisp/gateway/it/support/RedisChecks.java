package org.oisp.gateway.it.support;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.redis.RedisCheck;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/** What {@code ./gateway check} says of Redis. */
public final class RedisChecks {

    private RedisChecks() {}

    /** Returns the result of the check with these settings, or why it fails. */
    public static String words(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>(TestGateway.environment(5432));
        variables.putAll(settings);
        try {
            return RedisCheck.run(Configuration.read(variables, Path.of(""))
                            .neighbours()
                            .redis())
                    .onErrorResume(error -> Mono.just(FailureDescription.of(error)))
                    .block();
        } catch (ConfigurationException unusable) {
            throw new IllegalStateException(unusable);
        }
    }
}

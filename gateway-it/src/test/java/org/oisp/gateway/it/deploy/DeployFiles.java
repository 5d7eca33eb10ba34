package org.oisp.gateway.it.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the deployment files of the checkout. */
final class DeployFiles {

    static final Path HOME = Path.of(System.getProperty("gateway.home"));
    static final Path COMPOSE = HOME.resolve("docker-compose.yml");
    static final Path CHART = HOME.resolve("deploy/helm/oisp-gateway");
    static final Path SCRIPTS = HOME.resolve("gateway-it/k6");

    private DeployFiles() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Map<String, Object> yaml(Path file) {
        return yaml(text(file)).get(0);
    }

    /** Returns the documents of a YAML text, without the empty ones. */
    static List<Map<String, Object>> yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Iterable<Object> documents = new Yaml(new SafeConstructor(options)).loadAll(text);
        return StreamSupport.stream(documents.spliterator(), false)
                .filter(Map.class::isInstance)
                .map(DeployFiles::map)
                .toList();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return value == null ? List.of() : (List<Object>) value;
    }

    /** Returns the value at a path of keys; numbers are list indexes. */
    static Object at(Object from, Object... way) {
        Object value = from;
        for (Object step : way) {
            value = step instanceof Integer place
                    ? list(value).get(place)
                    : map(value).get(step);
        }
        return value;
    }
}

package org.oisp.gateway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the documents of the checkout. */
final class Documents {

    static final Path HOME = Path.of(System.getProperty("gateway.home"));

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final List<String> MODULES =
            List.of("gateway-core", "gateway-client", "gateway-server", "gateway-cli", "gateway-it");
    private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);

    private Documents() {}

    /** Returns the documents for people, and those in {@code docs/} for programs. */
    static List<Path> all() {
        try (Stream<Path> docs = Files.walk(HOME.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(
                                            "README.md",
                                            "CONTRIBUTING.md",
                                            "CHANGELOG.md",
                                            "gateway-it/k6/README.md",
                                            "deploy/helm/oisp-gateway/README.md")
                                    .map(HOME::resolve),
                            docs.filter(file -> file.toString().matches(".*\\.(md|yaml)")))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String text(String file) {
        return text(HOME.resolve(file));
    }

    /** Returns the text of each Java source in a directory of the modules, by the name of its file without the extension. */
    static Map<String, String> sources(String directory) {
        Map<String, String> sources = new HashMap<>();
        for (String module : MODULES) {
            Path root = HOME.resolve(module).resolve(directory);
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> sources.merge(
                                file.getFileName().toString().replace(".java", ""), text(file), String::concat));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return sources;
    }

    /** Returns the types, including nested ones, that the sources declare. */
    static Set<String> types(Collection<String> sources) {
        Set<String> types = new HashSet<>();
        sources.forEach(
                source -> types.addAll(find(source, "(?m)^[ \\w@<>-]*\\b(?:class|record|interface|enum) (\\w+)")));
        return types;
    }

    /** Returns the sources with concatenated strings joined. */
    static String literals(Collection<String> sources) {
        return String.join("\n", sources).replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
    }

    /** Returns any three words in a row of a quotation, without what varies: numbers, and what the quotation leaves out. */
    static List<String> windows(String quotation) {
        List<String> windows = new ArrayList<>();
        for (String part : quotation.split("…|\\.\\.\\.|\\S*\\.\\S* is|\\d+|[:;,]")) {
            String[] words = part.strip().split("\\s+");
            for (int i = 0; i + 3 <= words.length; i++) {
                windows.add(words[i] + " " + words[i + 1] + " " + words[i + 2]);
            }
        }
        return windows;
    }

    /** Returns a document without its blocks of code. */
    static String prose(String text) {
        return CODE.matcher(text).replaceAll("");
    }

    static List<String> lines(String file) {
        return text(file).lines().toList();
    }

    /** Returns the distinct matches of a pattern's first group. */
    static List<String> find(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    /** Returns the document's broken links: to a missing file, or to a missing heading. */
    static List<String> brokenLinks(Path file) {
        List<String> broken = new ArrayList<>();
        String prose = prose(text(file));
        LINK.matcher(prose).results().map(found -> found.group(1)).forEach(link -> {
            if (link.matches("[a-z]+:.*")) {
                return;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]);
            boolean there = Files.exists(target)
                    && (parts.length == 1 || anchors(target).contains(parts[1]));
            if (!there) {
                broken.add(HOME.relativize(file) + ": " + link);
            }
        });
        return broken;
    }

    /** Returns the anchors of the headings, as GitHub generates them. */
    static List<String> anchors(Path file) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> anchors = new ArrayList<>();
        for (String heading : find(prose(text(file)), "(?m)^#{1,6} +(.+?) *$")) {
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int times = seen.merge(anchor, 1, Integer::sum);
            anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
        }
        return anchors;
    }
}

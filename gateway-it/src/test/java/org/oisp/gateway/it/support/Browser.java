package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A headless Chromium. Downloads nothing: browser and driver must be installed and on the path. */
public final class Browser implements AutoCloseable {

    public static final String TAB = "\uE004";
    public static final String ENTER = "\uE007";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final Path profile;
    private final WebDriver driver;

    private Browser(Path chromium, Path chromedriver) {
        try {
            profile = Files.createTempDirectory("gateway-it-chromium");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        driver = new WebDriver(
                chromedriver,
                Map.of(
                        "browserName",
                        "chrome",
                        "timeouts",
                        Map.of("pageLoad", TIMEOUT.toMillis()),
                        "goog:loggingPrefs",
                        Map.of("browser", "ALL"),
                        "goog:chromeOptions",
                        Map.of(
                                "binary",
                                chromium.toString(),
                                "args",
                                List.of(
                                        "--headless=new",
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-dev-shm-usage",
                                        "--disable-quic",
                                        "--no-first-run",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync",
                                        "--user-data-dir=" + profile))));
    }

    /** Starts a browser. Skips the calling test class, with a message, if Chromium or its driver is not installed. */
    public static Browser start() {
        Optional<Path> chromium = find("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = find("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "SKIPPED: no chromium and chromedriver on the path, so nobody has looked at the operator's page"
                        + " (Debian: apt-get install chromium chromium-driver)");
        return new Browser(chromium.get(), chromedriver.get());
    }

    private static Optional<Path> find(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> Stream.concat(
                                Stream.of("/usr/bin"),
                                Arrays.stream(System.getenv("PATH").split(":", -1)))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Loads a URL from scratch, even if only its fragment differs from the current one. */
    public void open(String url) {
        driver.command("POST", "/url", Map.of("url", "about:blank"));
        driver.command("POST", "/url", Map.of("url", url));
    }

    /** Returns the value of a JavaScript expression. */
    public JsonNode evaluate(String expression) {
        return driver.command(
                "POST", "/execute/sync", Map.of("script", "return (" + expression + ")", "args", List.of()));
    }

    /** Returns the visible text of the elements; empty if no element matches or all are hidden. */
    public String text(String selector) {
        return evaluate("[...document.querySelectorAll(%s)].map(found => found.innerText).join('\\n')"
                        .formatted(quoted(selector)))
                .asText();
    }

    /** Waits until the element's text contains the part. */
    public void awaitText(String selector, String part) {
        await(selector + " says: " + part).atMost(TIMEOUT).until(() -> text(selector), text -> text.contains(part));
    }

    /** Clicks at the element's position, as a mouse does. */
    public void click(String selector) {
        driver.command("POST", "/element/" + element(selector) + "/click", Map.of());
    }

    /** Types into the focused element: characters, {@link #TAB}, {@link #ENTER}. */
    public void press(String keys) {
        List<Map<String, String>> actions = new ArrayList<>();
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            actions.add(Map.of("type", "keyDown", "value", key));
            actions.add(Map.of("type", "keyUp", "value", key));
        });
        driver.command(
                "POST",
                "/actions",
                Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", actions))));
    }

    /** Presses Tab until the element has the focus. */
    public void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            press(TAB);
            if (evaluate("document.activeElement.matches(" + quoted(selector) + ")")
                    .asBoolean()) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    /** Sets the viewport size in pixels and the preferred colour scheme. */
    public void look(int width, int height, boolean dark) {
        chromium(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        chromium(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Returns the console's errors since the last call: failed scripts, policy violations, missing files. */
    public List<String> errors() {
        List<String> errors = new ArrayList<>();
        for (JsonNode line : driver.command("POST", "/se/log", Map.of("type", "browser"))) {
            if (line.get("level").asText().equals("SEVERE")) {
                errors.add(line.get("message").asText());
            }
        }
        return errors;
    }

    private void chromium(String command, Map<String, ?> parameters) {
        driver.command("POST", "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    private String element(String selector) {
        return driver.command("POST", "/element", Map.of("using", "css selector", "value", selector))
                .get(ELEMENT)
                .asText();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    public void close() {
        driver.close();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException stillInUse) {
            // The operating system clears its temporary directory.
        }
    }
}

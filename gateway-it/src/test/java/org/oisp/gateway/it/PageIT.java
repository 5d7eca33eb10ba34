package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Browser;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The operator's page in a real Chromium, beside real devices and a real database. */
class PageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Browser browser;
    private static TestDatabase database;
    private static TestGateway gateway;
    private static TcpProxy way;

    private final UUID account = UUID.randomUUID();

    @BeforeAll
    static void start() {
        browser = Browser.start();
        database = TestDatabase.start();
        gateway = TestGateway.start(database, Map.of("GATEWAY_ADVERTISED_SERVER", "page-gateway:5000"));
        way = TcpProxy.to(gateway.managementPort());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            way.close();
            gateway.close();
            database.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void leave() {
        browser.open("about:blank");
        browser.look(1280, 900, false);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void showsADeviceThatConnectsAndWhatBecomesOfWhatIsSentToIt() {
        DeviceIdentity device = database.addDevice("lamp-1", account);
        open("#/devices?account=" + account);
        browser.awaitText("#device-list", "No device is like that");
        try (Client lamp = Client.register(gateway, device)) {
            browser.awaitText("#device-list", "lamp-1");
            browser.click("#device-list tbody tr td:nth-child(2)");
            browser.awaitText("#device-state", "Connected");
            browser.awaitText("#why", "Nothing has been sent to it");

            browser.click(".send [type=submit]");
            browser.awaitText("#send-result", "It arrived");
            assertThat(((Client.Event.Text) lamp.next()).content())
                    .startsWith("{\"code\":1024,\"content\":")
                    .contains("\"params\":[{\"name\":\"LED\",\"value\":\"1\"}]");
            browser.awaitText("#why", "It arrived");
        }
        browser.awaitText("#device-state", "Not connected: it left");
        browser.click(".send [type=submit]");
        browser.awaitText("#send-result", "not connected");
        browser.awaitText("#why", "It did not arrive");
        browser.awaitText(".its-events .lines", "lost");
    }

    @Test
    void showsTheChartsAndTheNews() {
        DeviceIdentity device = database.addDevice("lamp-2", account);
        open("#/");
        browser.awaitText("#headline", "no device is connected yet");
        try (Client lamp = Client.register(gateway, device)) {
            browser.awaitText("#headline", "Serving 1 device");
            browser.awaitText("#news", "lamp-2");
            browser.awaitText("#chart-connected .legend", "devices 1");
            browser.awaitText("#instances", "page-gateway:5000");
            browser.awaitText("#health", "PostgreSQL up");
            assertThat(browser.evaluate("document.querySelectorAll('.chart canvas').length")
                            .asInt())
                    .isEqualTo(8);
            assertThat(browser.evaluate("document.getElementById('chart-connected-summary').textContent")
                            .asText())
                    .contains("now 1");
            browser.click("#kinds [data-kind=registered]");
            assertThat(browser.text("#news")).doesNotContain("The device registered");
            lamp.expectNothingElse();
        }
    }

    @Test
    void saysThatTheDatabaseIsDownAndThatItIsBack() {
        open("#/");
        browser.awaitText("#health", "PostgreSQL up");
        database.stop();
        try {
            browser.awaitText("#headline", "Database is down: connected devices go on, new ones are refused");
            browser.awaitText("#health", "PostgreSQL down");
            browser.awaitText("#happenings", "atabase");
        } finally {
            database.startAgain();
        }
        browser.awaitText("#health", "PostgreSQL up");
    }

    @Test
    void saysThatTheGatewayIsGoneAndGoesOnByItself() {
        open("#/");
        browser.awaitText("#headline", "Ready");
        way.beSilent();
        way.cutAll();
        browser.awaitText("#lost", "No connection to the gateway");
        assertThat(browser.text("#health")).contains("PostgreSQL not known");
        way.serveAgain();
        way.cutAll();
        await().atMost(PATIENCE).until(() -> browser.text("#lost").isEmpty());
        // What it said of the connection that it lost is no error of the page.
        assertThat(browser.errors()).allMatch(line -> line.contains("/api/live"));
    }

    @Test
    void mayBeLeftAndOpenedAgainManyTimes() {
        // A browser has six connections to one place, and keeps pages for the way back: each gives its stream up.
        for (int i = 0; i < 8; i++) {
            open("#/");
        }
        browser.awaitText("#headline", "Ready");
    }

    @Test
    void aStrangersTextStaysText() {
        String id = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";
        DeviceIdentity device = database.addDevice(id, account);
        try (Client stranger = Client.connect(gateway)) {
            stranger.send(Client.registration(device).replace(id, id.replace("\"", "\\\"")));
            assertThat(((Client.Event.Text) stranger.next()).content()).contains("200");
            open("#/");
            browser.awaitText("#news", id);
            open("#/devices?account=" + account);
            browser.awaitText("#device-list", id);
            browser.click("#device-list tbody a");
            browser.awaitText("#device-title", id);
            browser.awaitText(".its-events .lines", "registered");
            assertThat(browser.evaluate("document.querySelectorAll('main img, main b > b, bdi *').length")
                            .asInt())
                    .isZero();
            assertThat(browser.evaluate("document.title").asText()).doesNotContain("owned");
        }
    }

    @Test
    void isUsedByKeyboardAlone() {
        DeviceIdentity device = database.addDevice("key-1", account);
        try (Client keyed = Client.register(gateway, device)) {
            open("#/");
            browser.awaitText("#headline", "Serving");
            browser.press(Browser.TAB);
            assertThat(browser.text(":focus")).isEqualTo("Skip to the content");
            browser.tabTo("nav a[data-view=devices]");
            browser.press(Browser.ENTER);
            browser.tabTo("#search [name=id]");
            browser.press("EY-1" + Browser.ENTER);
            browser.awaitText("#device-list", "key-1");
            browser.tabTo("#device-list a");
            browser.press(Browser.ENTER);
            browser.awaitText("#device-state", "Connected");
            assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("device-title");
            browser.tabTo(".send [name=value]");
            browser.press("7" + Browser.ENTER);
            browser.awaitText("#send-result", "It arrived");
            assertThat(((Client.Event.Text) keyed.next()).content()).contains("\"value\":\"7\"");
        }
    }

    @Test
    void fitsAPhoneAndIsDarkWhereTheSystemIs() {
        DeviceIdentity device = database.addDevice("d".repeat(255), account);
        try (Client longNamed = Client.register(gateway, device)) {
            String view = "#/device/" + account + "/" + device.id().value();
            for (boolean dark : List.of(false, true)) {
                browser.look(360, 740, dark);
                for (String hash : List.of("#/", "#/devices", view)) {
                    open(hash);
                    browser.awaitText("#headline", "Serving");
                    browser.awaitText("main", "d".repeat(255));
                    assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                    .asInt())
                            .as(hash)
                            .isLessThanOrEqualTo(360);
                    assertThat(browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                                    .asText())
                            .isEqualTo(dark ? "rgb(15, 19, 23)" : "rgb(243, 245, 247)");
                }
            }
        }
    }

    private static void open(String hash) {
        browser.open("http://127.0.0.1:" + way.port() + "/" + hash);
    }
}

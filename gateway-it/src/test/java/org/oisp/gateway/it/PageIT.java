package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Browser;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.server.BuildInfo;

/** The operator's page in a real Chromium, with real devices and a real database. */
class PageIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

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
        browser.awaitText("#device-list", "No device matches");
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
            browser.awaitText("#why", "It was written");
            browser.awaitText(".its-sent .lines", "delivered");
        }
        browser.awaitText("#device-state", "Not connected: it left");
        browser.click(".send [type=submit]");
        browser.awaitText("#send-result", "not connected");
        browser.awaitText("#why", "It did not arrive");
        browser.awaitText(".its-sent .lines", "not delivered");
        browser.awaitText(".its-events .lines", "lost");
    }

    @Test
    void doesNotSayThatItWasNotSentIfItMayHaveBeen() {
        database.addDevice("lamp-2", account);
        open("#/devices/" + account + "/lamp-2");
        browser.awaitText("#device-state", "Not connected");
        answerSends("Promise.resolve(Response.json({id:'x',state:'forwarded',text:'Elsewhere.'},{status:202}))");
        browser.awaitText("#send-result", "It is on its way");
        browser.awaitText("#send-result", "The gateway accepted it, but its outcome is not known");
        answerSends("Promise.resolve(Response.json({error:'too busy'},{status:503}))");
        browser.awaitText("#send-result", "Too busy.");
        assertThat(browser.text("#send-result")).doesNotContain("was not sent");
        answerSends("Promise.reject(new TypeError('cut'))");
        browser.awaitText("#send-result", "It is not known whether it was sent");
        answerSends("Promise.resolve(Response.json({error:'no such thing'},{status:400}))");
        browser.awaitText("#send-result", "It was not sent");
    }

    /** Sends the actuation of the form, has the page get this answer, and none when it asks what became of it. */
    private static void answerSends(String answer) {
        JsonNode unused = browser.evaluate("void (window.network ??= window.fetch, window.fetch = (path, options) =>"
                + " path === '/api/actuations' ? " + answer + " : path.startsWith('/api/actuations/')"
                + " ? Promise.reject(new TypeError('cut')) : window.network(path, options))");
        browser.click(".send [type=submit]");
    }

    @Test
    void showsTheChartsAndTheNews() {
        DeviceIdentity device = database.addDevice("lamp-2", account);
        open("#/");
        browser.awaitText("#headline", "evice");
        try (Client lamp = Client.register(gateway, device)) {
            browser.awaitText("#headline", "Serving 1 device");
            browser.awaitText("#news", "lamp-2");
            browser.awaitText("#chart-connected .legend", "devices 1");
            browser.awaitText("#instances", "page-gateway:5000");
            browser.awaitText(
                    "#instances [data-label=Version]", BuildInfo.ofThisGateway().version());
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
            browser.awaitText("#headline", "Database is down for ");
            assertThat(browser.text("#headline"))
                    .matches(
                            "Database is down for .+, since \\d\\d:\\d\\d:\\d\\d\\. Connected devices stay connected, new ones are refused\\.");
            // An operator who is alerted must not read a word that says all is well.
            assertThat(browser.text(".top")).doesNotContain("Ready");
            browser.awaitText("#health", "PostgreSQL down for ");
            browser.awaitText("#instances", "not ready");
            browser.awaitText("#instances-note", "Redis is not used");
            browser.awaitText("#happenings", "The database fails: ");
        } finally {
            database.startAgain();
        }
        browser.awaitText("#health", "PostgreSQL up");
        browser.awaitText("#happenings", "The database is back. It was away for ");
    }

    @Test
    void saysThatManyDevicesHaveLeftAndTellsManyOfAKindInOneLine() {
        List<DeviceIdentity> devices = IntStream.range(0, 12)
                .mapToObj(i -> database.addDevice("crowd-" + i, account))
                .toList();
        open("#/");
        List<Client> crowd =
                devices.stream().map(device -> Client.register(gateway, device)).toList();
        browser.awaitText("#headline", "Serving 12 devices");
        crowd.forEach(Client::close);
        browser.awaitText("#happenings", "Of 12 devices none is connected any more: all have left within");
        browser.awaitText("#headline", "No device is connected: The last device left");
        browser.awaitText("#news", " times within");
        for (int i = 0; i < 12; i++) {
            Client.expectRefusal(
                    gateway,
                    Client.registration("crowd-" + i, "no token"),
                    Replies.INVALID_TOKEN,
                    1008,
                    "Policy violation");
        }
        browser.awaitText("#news", "12 times within");
        // A registration's refusal also ends its connection; the page reports only the refusal.
        assertThat(browser.text("#news")).doesNotContain("dropped");
        browser.click(".group summary");
        browser.awaitText(".group .lines", "crowd-1");
        // No refusal happens in the last second, but the legend still shows the total.
        browser.evaluate("document.querySelector('#chart-registrations').scrollIntoView()");
        browser.awaitText("#chart-registrations .legend", "invalid token 12");
    }

    @Test
    void anAlertSaysWhatToDo() {
        // Simulates the alert, since a real one would take minutes; all words are the gateway's own.
        open("#/");
        browser.awaitText("#no-alerts", "No alert fires");
        browser.awaitText("#health", "PostgreSQL up");
        // In one script, since the next sample clears the alert.
        String said = browser.evaluate("""
                        import('/assets/alerts.js').then(async alerts => {
                          let item;
                          for (let i = 0; i < 200 && !item?.textContent.includes('Redis does not answer'); i++) {
                            alerts.setAlerts([{name: 'GatewayRedisDown', since: Date.now() - 65000}]);
                            item = document.querySelector('#alerts li');
                            await new Promise(later => setTimeout(later, 50));
                          }
                          item.querySelector('details').open = true;
                          for (let i = 0; i < 200 && !item.textContent.includes('bring it back'); i++) {
                            await new Promise(later => setTimeout(later, 50));
                          }
                          return item.textContent;
                        })""").asText();
        assertThat(said)
                .contains("Redis does not answer: actuations for devices of other instances are lost.")
                .contains("critical, for 1 min")
                .contains("Do: bring it back; the gateway reconnects by itself.");
    }

    @Test
    void aDevicesAddressOpensThatDevice() {
        for (String id : List.of("deep-link", ".", "..", "a/b")) {
            DeviceIdentity device = database.addDevice(id, account);
            try (Client client = Client.register(gateway, device)) {
                open("#/devices/" + account + "/" + id);
                browser.awaitText("#device-state", "Connected");
                assertThat(browser.text("#device-title")).isEqualTo(id);
                browser.awaitText(".its-events .lines", "registered");
                client.expectNothingElse();
            }
        }
    }

    @Test
    void theListSaysHowManyThereAre() {
        List<Client> crowd = IntStream.range(0, 3)
                .mapToObj(i -> Client.register(gateway, database.addDevice("counted-" + i, account)))
                .toList();
        try {
            open("#/devices?account=" + account);
            browser.awaitText("#page", "Page 1, 3 devices of 3, the last");
        } finally {
            crowd.forEach(Client::close);
        }
    }

    @Test
    void onAPhoneWhatIsWrongStandsBeforeTheCharts() {
        browser.look(360, 740, false);
        open("#/");
        browser.awaitText("#headline", "e");
        List<Double> tops = Stream.of(".firing", ".happenings", ".over-time", ".instances", ".news")
                .map(part -> browser.evaluate("document.querySelector('" + part + "').getBoundingClientRect().top")
                        .asDouble())
                .toList();
        assertThat(tops).isSorted();
    }

    @Test
    void saysThatTheGatewayIsGoneAndGoesOnByItself() {
        open("#/");
        browser.awaitText("#health", "PostgreSQL up");
        way.beSilent();
        way.cutAll();
        browser.awaitText("#lost", "No connection to the gateway");
        assertThat(browser.text("#health")).contains("PostgreSQL not known");
        way.serveAgain();
        way.cutAll();
        await().atMost(TIMEOUT).until(() -> browser.text("#lost").isEmpty());
        // The browser's message about the lost connection is not an error of the page.
        assertThat(browser.errors()).allMatch(line -> line.contains("/api/live"));
    }

    @Test
    void mayBeLeftAndOpenedAgainManyTimes() {
        // A browser allows six connections to a host and keeps left pages in its cache; each must close its stream.
        for (int i = 0; i < 8; i++) {
            open("#/");
        }
        browser.awaitText("#health", "PostgreSQL up");
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
                    browser.awaitText("#health", "PostgreSQL up");
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

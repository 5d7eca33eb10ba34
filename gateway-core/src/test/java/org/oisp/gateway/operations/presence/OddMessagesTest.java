package org.oisp.gateway.operations.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.telemetry.journal.Journal;
import reactor.core.scheduler.Schedulers;

/**
 * Any client of Redis may publish anything. An odd question or answer is counted and ignored; it never throws into the thread that
 * delivered it, and the next one is understood.
 */
class OddMessagesTest {

    private static final String OTHER = new UUID(7, 7).toString();
    private static final String DEVICE =
            "[\"" + new UUID(1, 1) + "\",\"lamp\",\"" + new UUID(2, 2) + "\",1,2,3,4,5,6,7,8,9,10]";

    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|-?[\\d.]+|true|false|null|[\\[\\]{}:,]");

    private static final List<String> ODD = List.of(
            "",
            "null",
            "true",
            "-1",
            "1e999",
            "99999999999999999999",
            "0.5",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[]]",
            "{\"v\":1}",
            "]",
            "}",
            ",",
            "NaN",
            "\"" + "9".repeat(2_000) + "\"",
            "[".repeat(2_000));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(10, 10_000), new ConnectionEvents(new SimpleMeterRegistry()));
    private final Recorder link = new Recorder();
    private boolean defective;
    private final PresenceMessenger dialogue = new PresenceMessenger(
            new UUID(9, 9).toString(),
            new LocalPresence("here:5000", devices, this::load, Journal.unread()),
            () -> link,
            new PresenceEvents(meters),
            Schedulers.immediate());

    static Stream<String> questions() {
        String begin = "{\"v\":1,\"from\":\"" + OTHER + "\",\"n\":7,";
        String address = "\"" + new UUID(1, 1) + "\",\"lamp\"";
        return Stream.of(
                begin + "\"account\":\"" + new UUID(1, 1) + "\",\"id\":\"l\",\"instance\":\"here:5000\",\"after\":["
                        + address + "],\"limit\":10}",
                begin + "\"load\":true,\"devices\":[[" + address + "]]}",
                begin + "\"events\":[" + address + ",\"" + new UUID(2, 2) + "\"]}");
    }

    static Stream<String> answers() {
        return Stream.of(
                "{\"v\":1,\"n\":1,\"instance\":\"there\",\"devices\":[" + DEVICE + "],\"more\":false}",
                "{\"v\":1,\"n\":1,\"instance\":\"there\",\"devices\":[],\"more\":false,\"load\":{\"devices\":1,\"connections\":1,"
                        + "\"registrations\":0.2,\"actuations\":1.5,\"cpu\":0.1,\"draining\":false}}");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void anOddQuestionIsAnsweredOrLeftOut(String question) {
        devices.admit(
                new DeviceIdentity(new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("lamp")),
                "connection",
                Reply.REGISTERED);
        List<String> odd = odd(question);
        odd.forEach(one -> dialogue.asked(link, ByteSlice.ofText(one)));
        assertThat(outcomes()).isEqualTo(odd.size());

        int replies = link.replies.size();
        dialogue.asked(link, ByteSlice.ofText(question));
        assertThat(link.replies).hasSize(replies + 1);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anOddAnswerIsUsedOrLeftOutAndNoNumberOfItIsNone(String answer) {
        CompletableFuture<PendingQuestion.Answers> answers =
                dialogue.others(PresenceQuestion.loads(), Duration.ofMinutes(1)).toFuture();
        odd(answer).forEach(one -> dialogue.answered(ByteSlice.ofText(one)));
        link.heard.complete(1L + odd(answer).size());
        dialogue.answered(ByteSlice.ofText(answer));
        // Ignored answers count as missing: the question ends with its timeout, or here with its cancellation.
        assertThat(answers).isNotCompletedExceptionally();
        answers.cancel(true);
    }

    @Test
    void aNumberThatIsNoneIsRefusedAsPartOfALoad() {
        String load = "{\"v\":1,\"n\":1,\"instance\":\"there\",\"load\":{\"cpu\":1e999}}";
        dialogue.answered(ByteSlice.ofText(load));
        assertThat(failed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9223372036854775807"})
    void moreDevicesThanThereCanBeAreRefused(String count) {
        dialogue.answered(ByteSlice.ofText("{\"v\":1,\"n\":1,\"instance\":\"there\",\"total\":" + count + "}"));
        dialogue.answered(
                ByteSlice.ofText("{\"v\":1,\"n\":1,\"instance\":\"there\",\"load\":{\"devices\":" + count + "}}"));
        dialogue.answered(ByteSlice.ofText("{\"v\":1,\"n\":1,\"instance\":\"" + "x".repeat(256) + "\"}"));
        assertThat(failed()).isEqualTo(3);
    }

    /** Otherwise an instance that answers twice would end a question before the others have answered. */
    @Test
    void ofEachInstanceOneAnswerCounts() {
        CompletableFuture<PendingQuestion.Answers> answers =
                dialogue.others(PresenceQuestion.loads(), Duration.ofMinutes(1)).toFuture();
        link.heard.complete(3L);
        dialogue.answered(ByteSlice.ofText("{\"v\":1,\"n\":1,\"instance\":\"one\"}"));
        dialogue.answered(ByteSlice.ofText("{\"v\":1,\"n\":1,\"instance\":\"one\"}"));
        assertThat(answers).isNotDone();
        dialogue.answered(ByteSlice.ofText("{\"v\":1,\"n\":1,\"instance\":\"two\"}"));
        assertThat(answers.join().answers()).hasSize(2);
    }

    @Test
    void questionsWaitToBeReadUpToSoManyBytes() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        PresenceMessenger full = new PresenceMessenger(
                new UUID(9, 9).toString(),
                new LocalPresence("here:5000", devices, this::load, Journal.unread()),
                () -> link,
                new PresenceEvents(meters),
                Schedulers.fromExecutor(waiting::add));
        ByteSlice large = ByteSlice.ofText(" ".repeat(8 << 20));
        for (int i = 0; i < 6; i++) {
            full.asked(link, large);
        }
        assertThat(questions("dropped")).isEqualTo(2);
        waiting.forEach(Runnable::run);
        full.asked(link, large);
        assertThat(questions("dropped")).isEqualTo(2);
    }

    @Test
    void whatFailsAtOneQuestionIsCountedAndTheNextIsAnswered() {
        String question = questions().skip(1).findFirst().orElseThrow();
        defective = true;
        dialogue.asked(link, ByteSlice.ofText(question));
        assertThat(failed()).isEqualTo(1);
        defective = false;
        dialogue.asked(link, ByteSlice.ofText(question));
        assertThat(link.replies).hasSize(1);
    }

    private InstanceLoad load() {
        if (defective) {
            throw new IllegalStateException("a defect");
        }
        return InstanceLoad.NONE;
    }

    /** Returns the text with each token replaced by each odd one, and the text cut off before each token. */
    private static List<String> odd(String text) {
        List<String> all = new ArrayList<>();
        for (MatchResult token : TOKEN.matcher(text).results().toList()) {
            for (String odd : ODD) {
                all.add(text.substring(0, token.start()) + odd + text.substring(token.end()));
            }
            all.add(text.substring(0, token.start()));
        }
        return all;
    }

    private double outcomes() {
        return Stream.of("answered", "failed").mapToDouble(this::questions).sum();
    }

    private double failed() {
        return questions("failed");
    }

    private double questions(String outcome) {
        return meters.get("gateway.presence.questions")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** Records which instances were answered. */
    private static final class Recorder implements BusLink {
        private final List<String> replies = new ArrayList<>();
        private final CompletableFuture<Long> heard = new CompletableFuture<>();

        @Override
        public int number() {
            return 1;
        }

        @Override
        public CompletionStage<Long> tell(String channel, ByteSlice message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Long> reply(String instance, ByteSlice answer) {
            replies.add(instance);
            return CompletableFuture.completedStage(1L);
        }

        @Override
        public CompletionStage<Long> ask(ByteSlice question) {
            return heard;
        }

        @Override
        public CompletionStage<Long> publish(DeviceAddress device, ByteSlice message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<Long>> subscribers(List<DeviceAddress> some) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> subscribe(List<DeviceAddress> some) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> unsubscribe(List<DeviceAddress> some) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> announce(Announcement announcement) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void fail(Throwable why) {
            throw new UnsupportedOperationException();
        }
    }
}

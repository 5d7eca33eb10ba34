package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.Inbound.DeviceReport;
import org.oisp.gateway.protocol.Inbound.RegistrationRequest;
import org.oisp.gateway.protocol.Inbound.ReportStatus;

/** PROTOCOL.md, "Devices that opt in": what is read of what such devices send. */
class DeviceReportReadingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"ack\"]|ACK",
                "[\"ack\",\"ack\"]|ACK",
                "[\"\\u0061ck\",5,null,{\"ack\":[\"renew\"]},[\"renew\"],\"Ack\",\"\"]|ACK",
                "[\"renew\" , \"more\"]|RENEW",
                "[\"renew\",\"ack\"]|ACK,RENEW",
            })
    void grantsTheFeaturesThatItKnows(String features, String expected) {
        RegistrationRequest read = registration(features);
        assertThat(read.features().stream().map(Enum::name).sorted().toList())
                .isEqualTo(java.util.List.of(expected.split(",")));
        assertThat(read.deviceId()).isEqualTo("d1");
        assertThat(read.token()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "null", "\"ack\"", "{\"ack\":true}", "5", "true", "[[\"ack\"]]", "[\"nothing\"]", "[null]"
            })
    void ignoresWhatIsNoListOfKnownFeatures(String features) {
        assertThat(registration(features)).isEqualTo(new RegistrationRequest("d1", "t"));
    }

    @Test
    void theLastListCounts() {
        assertThat(registration("[\"ack\"],\"features\":[\"renew\"]").features())
                .isEqualTo(Set.of(DeviceFeature.RENEW));
        assertThat(registration("[\"ack\"],\"features\":null").features()).isEmpty();
    }

    @Test
    void aListThatIsNoJsonIsMalformed() {
        for (String broken : new String[] {"[\"ack\"", "[\"ack\",]", "[,]", "[ack]", "[\"ack\"}"}) {
            assertThat(Messages.read("{\"type\":\"device\",\"features\":" + broken + "}"))
                    .as(broken)
                    .isEqualTo(Inbound.Signal.MALFORMED);
        }
    }

    @Test
    void readsAReportInAnyOrder() {
        assertThat(Messages.read(
                        "{\"detail\":\"no\\u0020power\",\"status\":\"failed\",\"id\":\"a#7\",\"type\":\"ack\"}"))
                .isEqualTo(new DeviceReport("a#7", ReportStatus.FAILED, "no power"));
        assertThat(Messages.read("{\"type\":\"ack\",\"id\":\"#1\",\"status\":\"succeeded\",\"more\":[1]}"))
                .isEqualTo(new DeviceReport("#1", ReportStatus.SUCCEEDED, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"id\":5,\"status\":\"done\"",
                "\"id\":null,\"status\":null,\"detail\":null",
                "\"id\":\"\",\"status\":\"SUCCEEDED\",\"detail\":7",
                "\"id\":{\"id\":\"a\"},\"status\":[\"failed\"],\"detail\":{\"a\":1}"
            })
    void aReportWithoutIdAndStatusHasNone(String members) {
        assertThat(Messages.read("{\"type\":\"ack\"," + members + "}")).isEqualTo(new DeviceReport(null, null, null));
    }

    @Test
    void anIdAndADetailHaveTheirLength() {
        String id = "i".repeat(160);
        assertThat(report(id, "")).isEqualTo(new DeviceReport(id, ReportStatus.FAILED, ""));
        assertThat(report(id + "i", "")).isEqualTo(new DeviceReport(null, ReportStatus.FAILED, ""));
        String longest = "d".repeat(1_024);
        assertThat(report("a", longest)).isEqualTo(new DeviceReport("a", ReportStatus.FAILED, longest));
        assertThat(report("a", longest + "d")).isEqualTo(new DeviceReport("a", ReportStatus.FAILED, longest));
        // Not cut within a character.
        assertThat(report("a", "d".repeat(1_023) + "\ud83d\ude00"))
                .isEqualTo(new DeviceReport("a", ReportStatus.FAILED, "d".repeat(1_023)));
    }

    @Test
    void halfASurrogatePairCanBeToldToTheSender() {
        assertThat(report("a", "\\ud83d")).isEqualTo(new DeviceReport("a", ReportStatus.FAILED, "?"));
    }

    @Test
    void theAnswerListsWhatIsGrantedAndIsTheOldOneOtherwise() {
        assertThat(Reply.registered(Set.of())).isSameAs(Reply.REGISTERED);
        String begin = "{\"code\":200,\"content\":\"Record in database update for device\"";
        assertThat(Reply.registered(Set.of(DeviceFeature.ACK)).json().toString())
                .isEqualTo(begin + ",\"features\":[\"ack\"]}");
        assertThat(Reply.registered(Set.of(DeviceFeature.RENEW)).json().toString())
                .isEqualTo(begin + ",\"features\":[\"renew\"]}");
        assertThat(Reply.registered(Set.of(DeviceFeature.ACK, DeviceFeature.RENEW))
                        .json()
                        .toString())
                .isEqualTo(begin + ",\"features\":[\"ack\",\"renew\"]}");
    }

    private static RegistrationRequest registration(String features) {
        return (RegistrationRequest) Messages.read(
                "{\"type\":\"device\",\"features\":" + features + ",\"deviceId\":\"d1\",\"deviceToken\":\"t\"}");
    }

    private static Inbound report(String id, String detail) {
        return Messages.read(
                "{\"type\":\"ack\",\"id\":\"" + id + "\",\"status\":\"failed\",\"detail\":\"" + detail + "\"}");
    }
}

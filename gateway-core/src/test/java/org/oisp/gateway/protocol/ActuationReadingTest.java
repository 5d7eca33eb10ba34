package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.Inbound.ActuationMessage;
import org.oisp.gateway.protocol.Inbound.Signal;

/** Tests which credentials and bodies the original can use, and that a body is kept byte for byte. */
class ActuationReadingTest {

    private static final Credentials EXPECTED = new Credentials("u", "p");
    private static final String BODY = "{\"content\":{\"deviceId\":\"d1\"}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"username\":\"u\",\"password\":\"p\"}",
                " { \"password\" : \"p\" , \"x\" : [ { \"username\" : \"v\" } ] , \"username\" : \"u\" } ",
                "{\"\\u0075sername\":\"\\u0075\",\"password\":\"\\u0070\"}",
                "{\"username\":\"v\",\"password\":7,\"username\":\"u\",\"password\":\"p\"}",
                "null,\"credentials\":{\"username\":\"u\",\"password\":\"p\"}",
                "{\"username\":\"v\"},\"credentials\":{\"username\":\"u\",\"password\":\"p\"}"
            })
    void readsGoodCredentials(String credentials) {
        assertThat(EXPECTED.admit(withCredentials(credentials).credentials())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "-0.5",
                "true",
                "false",
                "\"u\"",
                "\"\"",
                "[]",
                "[\"u\",\"p\"]",
                "[{\"username\":\"u\",\"password\":\"p\"}]",
                "{}",
                "{\"username\":\"u\"}",
                "{\"password\":\"p\"}",
                "{\"username\":null,\"password\":null}",
                "{\"username\":[\"u\"],\"password\":[\"p\"]}",
                "{\"username\":{\"username\":\"u\"},\"password\":\"p\"}",
                "{\"Username\":\"u\",\"password\":\"p\"}",
                "{\"username\":\"u\",\"password\":\"p\",\"username\":\"v\"}",
                "{\"username\":\"u\",\"password\":\"p\",\"password\":null}",
                "{\"username\":\"u\",\"password\":\"p\"},\"credentials\":{\"username\":\"u\"}",
                "{\"username\":\"u\"},\"credentials\":{\"password\":\"p\"}",
                "{\"username\":\"u\",\"password\":\"p\"},\"credentials\":7"
            })
    void readsAllOtherCredentialsAsWrongOnes(String credentials) {
        assertThat(EXPECTED.admit(withCredentials(credentials).credentials())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"credentials\":null",
                ",\"credentials\":{\"username\":\"u\",\"password\":\"p\"},\"credentials\":null",
                ",\"x\":{\"credentials\":{}}",
                ",\"Credentials\":{}"
            })
    void takesAnActuationWithoutCredentialsAsMalformed(String credentials) {
        assertThat(Messages.read("{\"type\":\"actuation\"" + credentials + ",\"body\":" + BODY + "}"))
                .isEqualTo(Signal.MALFORMED);
    }

    /** The original checks the credentials first, and answers a bad body only if they are right. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "5",
                "\"text\"",
                "\"\"",
                "[]",
                "[{\"content\":{}}]",
                "{}",
                "{\"content\":null}",
                "{\"Content\":{}}",
                "{\"x\":{\"content\":{}}}",
                "{\"content\":{\"deviceId\":\"d1\"},\"content\":null}",
                "{\"content\":{\"deviceId\":\"d1\"}},\"body\":null",
                "{\"content\":{\"deviceId\":\"d1\"}},\"body\":5",
                "{\"content\":{\"deviceId\":\"d1\"}},\"body\":{}"
            })
    void leavesABadBodyToWhoeverKnowsTheCredentials(String body) {
        assertThat(Messages.body(body)).isNull();
    }

    @Test
    void leavesAMissingBodyToWhoeverKnowsTheCredentials() {
        ActuationMessage actuation =
                Messages.actuation("{\"type\":\"actuation\",\"credentials\":{\"username\":\"u\",\"password\":\"p\"}}");

        assertThat(actuation.body()).isNull();
        assertThat(EXPECTED.admit(actuation.credentials())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":{}}",
                "{\"content\":5}",
                "{\"content\":0}",
                "{\"content\":false}",
                "{\"content\":\"\"}",
                "{\"content\":\"deviceUID\"}",
                "{\"content\":[]}",
                "{\"content\":[{\"deviceId\":\"d1\"}]}",
                "{\"content\":null,\"content\":[]}",
                "{\"\\u0063ontent\":{}}"
            })
    void readsAnyOtherContentAsOneThatNamesNobody(String body) {
        assertThat(Messages.body(body).target()).isEqualTo(Target.Nobody.NOBODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BODY,
                "{\"type\":\"command\",\"transport\":\"ws\",\"content\":{\"deviceId\":\"d1\",\"params\":[{\"name\":\"LED\"}]}}",
                "{ \"content\" :\t{ }\r\n,\n  \"a\" : [ 1 , 2 ]  }",
                "{\"z\":1,\"a\":2,\"content\":{},\"z\":3}",
                "{\"content\":{\"n\":[0,-0,1.0,1e5,1E+05,0.10,123456789012345678901234567890,1e999]}}",
                "{\"content\":{\"s\":\"\\u00e9\u00e9\\/\\\"\\ud83d\\ude00\ud83d\ude00\\ud800\u2028\"}}",
                "{\"\\u0063ontent\":{\"\\u0064eviceId\":\"\\u0064\"}}",
                "{\"content\":[[[[{\"a\":{\"b\":{\"c\":null}}}]]]]}",
                "{\"content\":{\"body\":{\"content\":{}},\"type\":\"ping\",\"credentials\":null}}"
            })
    void keepsTheBodyByteForByte(String body) {
        assertThat(Messages.body(body).json()).hasToString(body);
        assertThat(Messages.body(" \n\t" + body + " \r").json()).hasToString(body);
    }

    @Test
    void keepsOnlyTheLastBody() {
        String last = "{ \"content\" : {\"deviceId\":\"d2\"} }";
        Inbound.Body body = Messages.body(BODY + ",\"body\":null,\"x\":" + BODY + ",\"body\":" + last);

        assertThat(body.json()).hasToString(last);
        assertThat(Messages.body(BODY + ",\"body\":{\"content\":{}}").target()).isEqualTo(Target.Nobody.NOBODY);
    }

    @Test
    void findsEverythingInWhateverOrder() {
        ActuationMessage actuation = Messages.actuation("{\"x\":{\"body\":1},\"body\":" + BODY
                + ",\"credentials\":{\"password\":\"p\",\"username\":\"u\"},\"y\":[],\"type\":\"actuation\"}");

        assertThat(EXPECTED.admit(actuation.credentials())).isTrue();
        assertThat(actuation.body().json()).hasToString(BODY);
    }

    @Test
    void notesWhenTheActuationWasReceived() {
        assertThat(Messages.body(BODY).receivedNanos()).isEqualTo(Messages.RECEIVED);
    }

    @Test
    void keepsABodyAsLongAsAMessage() {
        String body = "{\"content\":{\"s\":\"" + "\u00e9".repeat(500_000) + "\"}}";

        assertThat(Messages.body(body).json()).hasToString(body);
    }

    @Test
    void showsNoCredentialsInTheTextOfAnActuation() {
        ActuationMessage actuation = Messages.actuation("{\"type\":\"actuation\",\"credentials\":"
                + "{\"username\":\"secret-user\",\"password\":\"secret-word\"},\"body\":" + BODY + "}");

        assertThat(actuation.toString()).doesNotContain("secret");
    }

    private static ActuationMessage withCredentials(String credentials) {
        return Messages.actuation("{\"type\":\"actuation\",\"credentials\":" + credentials + ",\"body\":" + BODY + "}");
    }
}

package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Credentials are admitted if both parts are present and equal. */
class CredentialsTest {

    @Test
    void signsAMessageThatTheyAdmit() {
        for (String odd : new String[] {"word", "\"\\\u0001\n", "\u00e4\u20ac\ud83d\ude00", ""}) {
            Credentials credentials = new Credentials("us" + odd + "er", odd);
            ByteSlice body = ByteSlice.ofText("{\"content\":{\"deviceId\":\"d\"}}");

            Inbound message = new MessageReader(10_000).read(credentials.message(body), 7);

            assertThat(message).isInstanceOfSatisfying(Inbound.ActuationMessage.class, actuation -> {
                assertThat(credentials.admit(actuation.credentials())).isTrue();
                assertThat(actuation.body().json()).hasToString(body.toString());
            });
        }
    }

    private static final Credentials OURS = new Credentials("api_actuator", "pass\u00e9word");

    @Test
    void admitsTheSame() {
        assertThat(OURS.admit(new Credentials("api_actuator", "pass\u00e9word")))
                .isTrue();
        assertThat(OURS.admit(OURS)).isTrue();
    }

    @Test
    void refusesAWrongPart() {
        assertThat(OURS.admit(new Credentials("api_actuatoR", "pass\u00e9word")))
                .isFalse();
        assertThat(OURS.admit(new Credentials("api_actuator", "passeword"))).isFalse();
        assertThat(OURS.admit(new Credentials("pass\u00e9word", "api_actuator")))
                .isFalse();
        assertThat(OURS.admit(new Credentials("api_actuator", "pass\u00e9word ")))
                .isFalse();
        assertThat(OURS.admit(new Credentials("api_actuato", "pass\u00e9word"))).isFalse();
        assertThat(OURS.admit(new Credentials("", ""))).isFalse();
    }

    @Test
    void refusesAMissingPart() {
        assertThat(OURS.admit(new Credentials(null, "pass\u00e9word"))).isFalse();
        assertThat(OURS.admit(new Credentials("api_actuator", null))).isFalse();
        assertThat(OURS.admit(new Credentials(null, null))).isFalse();
    }

    @Test
    void admitsNobodyWhenItLacksAPartItself() {
        Credentials nothing = new Credentials(null, null);

        assertThat(nothing.admit(nothing)).isFalse();
        assertThat(new Credentials("u", null).admit(new Credentials("u", null))).isFalse();
        assertThat(new Credentials(null, "p").admit(new Credentials(null, "p"))).isFalse();
    }

    @Test
    void showsNothing() {
        assertThat(OURS).hasToString("Credentials[***]");
    }
}

package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which credentials are let in: those whose parts are both there and both the same. */
class CredentialsTest {

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

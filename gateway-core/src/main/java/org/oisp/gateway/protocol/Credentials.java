package org.oisp.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The user name and password that an actuation carries or must carry. Immutable. {@code toString} shows neither. */
public final class Credentials {

    private final byte @Nullable [] username;
    private final byte @Nullable [] password;

    /**
     * Creates credentials.
     *
     * @param username the user name, or null if it was missing or not a string
     * @param password the password, or null if it was missing or not a string
     */
    public Credentials(@Nullable String username, @Nullable String password) {
        this(
                username == null ? null : username.getBytes(StandardCharsets.UTF_8),
                password == null ? null : password.getBytes(StandardCharsets.UTF_8));
    }

    private Credentials(byte @Nullable [] username, byte @Nullable [] password) {
        this.username = username;
        this.password = password;
    }

    /** Creates credentials from the UTF-8 of a message. The arrays are not copied; the caller must not change them afterwards. */
    static Credentials ofUtf8(byte @Nullable [] username, byte @Nullable [] password) {
        return new Credentials(username, password);
    }

    /**
     * Returns whether the offered credentials equal these. Constant-time: the duration does not reveal which part was wrong, or how much
     * of it was right.
     *
     * @param offered what a peer sent
     * @return true if both parts are present and equal
     */
    @SuppressWarnings("ShortCircuitBoolean") // compares both, so that the duration does not reveal which was wrong
    public boolean admit(Credentials offered) {
        boolean sameUser = same(username, offered.username);
        boolean samePassword = same(password, offered.password);
        return sameUser & samePassword;
    }

    /**
     * Builds the message with which a sender that has these credentials sends an actuation (PROTOCOL.md, "Messages to the server").
     *
     * @param body the JSON of its {@code body}, copied as it is
     * @return the message; contains the password
     */
    public ByteSlice message(ByteSlice body) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(body.length() + 256);
        message.writeBytes(JsonText.ascii("{\"type\":\"actuation\",\"credentials\":{\"username\":"));
        JsonText.writeQuoted(message, username);
        message.writeBytes(JsonText.ascii(",\"password\":"));
        JsonText.writeQuoted(message, password);
        message.writeBytes(JsonText.ascii("},\"body\":"));
        message.write(body.array(), body.offset(), body.length());
        message.write('}');
        return new ByteSlice(message.toByteArray(), 0, message.size());
    }

    private static boolean same(byte @Nullable [] expected, byte @Nullable [] offered) {
        return expected != null && offered != null && MessageDigest.isEqual(offered, expected);
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}

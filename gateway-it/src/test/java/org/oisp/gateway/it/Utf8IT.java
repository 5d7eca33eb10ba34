package org.oisp.gateway.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** RFC 6455, 8.1, and RFC 3629: a text must be UTF-8, or the connection is closed with 1007. */
class Utf8IT {

    private static final String PING = "{\"type\":\"ping\"}";
    private static final String REASON = "Invalid UTF-8 Data Received";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u007F",
                "\u0080",
                "\u07FF",
                "\u0800",
                "\uD7FF",
                "\uE000",
                "\uFEFF",
                "\uFFFD",
                "\uFFFE",
                "\uFFFF",
                "\uD800\uDC00",
                "\uD83D\uDCA1",
                "\uDBFF\uDFFF",
                "κόσμε",
                "grüße, 世界 \uD83C\uDF0D"
            })
    void carriesTextUnchangedHoweverItIsCut(String text) {
        DeviceIdentity device = database.addDevice("utf8", UUID.randomUUID());
        String body = Actuations.body(device, text);
        byte[] message = Actuations.message(body).getBytes(StandardCharsets.UTF_8);
        byte[] marked = text.getBytes(StandardCharsets.UTF_8);
        int at = indexOf(message, marked);
        try (RawSocket receiver = RawSocket.open(gateway);
                RawSocket sender = RawSocket.open(gateway)) {
            receiver.sendText(Client.registration(device));
            receiver.expectText(Replies.REGISTERED);
            for (int cut = at; cut <= at + marked.length; cut++) {
                sender.send(
                        RawFrame.of(RawFrame.TEXT, Arrays.copyOf(message, cut)).unfinished(),
                        RawFrame.of(RawFrame.CONTINUATION, Arrays.copyOfRange(message, cut, message.length)));
                receiver.expectText(Replies.actuation(body));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A continuation byte alone, first and last.
                "80",
                "bf",
                // Incomplete characters.
                "c3",
                "e282",
                "e2",
                "f09f92",
                "f09f",
                "f0",
                // Characters with a wrong continuation byte.
                "c328",
                "e228a1",
                "e28228",
                "f0288cbc",
                "f09028bc",
                "f0908c28",
                // Overlong encodings.
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf",
                // Surrogates.
                "eda080",
                "edadbf",
                "edae80",
                "edbfbf",
                "eda081edb080",
                // Past U+10FFFF.
                "f4908080",
                "f5808080",
                "f7bfbfbf",
                "f888808080",
                "fc8480808080",
                // Bytes that never occur in UTF-8.
                "fe",
                "ff",
                "fefeffff"
            })
    void closesWith1007On(String hex) {
        byte[] invalid = HexFormat.of().parseHex(hex);
        for (byte[] message : List.of(
                invalid,
                concat("{\"type\":\"ping\",\"a\":\"", invalid, "\"}"),
                concat("{\"type\":\"ping\",\"a\":\"12345678", invalid, "12345678\"}"),
                concat("x".repeat(1000), invalid, ""))) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.of(RawFrame.TEXT, message), RawFrame.text(PING));
                peer.expectCloseAndEnd(1007, REASON);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "eda080", "f4908080", "f09f92", "c080", "ff", "e28228"})
    void closesWith1007WhereverTheFragmentsAreCut(String hex) {
        byte[] message = concat("{\"type\":\"ping\",\"a\":\"", HexFormat.of().parseHex(hex), "\"}");
        for (int cut = 0; cut <= message.length; cut++) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(
                        RawFrame.of(RawFrame.TEXT, Arrays.copyOf(message, cut)).unfinished(),
                        RawFrame.of(RawFrame.CONTINUATION, Arrays.copyOfRange(message, cut, message.length)));
                peer.expectCloseAndEnd(1007, REASON);
            }
        }
    }

    @Test
    void takesAMessageInFragmentsOfOneByte() {
        byte[] message = "{\"type\":\"ping\",\"a\":\"ä€\uD83D\uDCA1\"}".getBytes(StandardCharsets.UTF_8);
        List<RawFrame> frames = new ArrayList<>();
        for (int i = 0; i < message.length; i++) {
            RawFrame frame = RawFrame.of(i == 0 ? RawFrame.TEXT : RawFrame.CONTINUATION, new byte[] {message[i]});
            frames.add(i == message.length - 1 ? frame : frame.unfinished());
        }
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(frames.toArray(RawFrame[]::new));
            peer.expectText(Replies.PONG);
        }
    }

    @Test
    void doesNotLookForTextInBinaryMessages() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.BINARY, new byte[] {(byte) 0xFF}));
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectCloseAndEnd(1003, "Unprocessable input");
        }
    }

    @Test
    void takesAByteOrderMarkForAMalformedMessage() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.sendText("\uFEFF" + PING);
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectCloseAndEnd(1003, "Unprocessable input");
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }

    private static byte[] concat(String head, byte[] middle, String tail) {
        byte[] first = head.getBytes(StandardCharsets.UTF_8);
        byte[] last = tail.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + middle.length + last.length);
        System.arraycopy(middle, 0, all, first.length, middle.length);
        System.arraycopy(last, 0, all, first.length + middle.length, last.length);
        return all;
    }
}

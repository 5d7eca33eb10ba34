package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** The input of a {@link RawSocket}, byte by byte. No method waits longer than the socket's timeout. */
final class RawInput {

    private final DataInputStream in;

    RawInput(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in));
    }

    /** Returns the head of an HTTP response; reads up to the empty line and no further. */
    String readHead() {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = read();
            assertThat(next).as("end of the stream behind: " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    /** Returns the next frame. */
    ReceivedFrame readFrame() {
        try {
            return ReceivedFrame.read(in);
        } catch (SocketTimeoutException late) {
            throw new AssertionError("no frame came within " + Client.TIMEOUT, late);
        } catch (EOFException end) {
            throw new AssertionError("the gateway closed its side, and a frame was due", end);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns whether unread input is available. */
    boolean hasInput() {
        try {
            return in.available() > 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Reads until the gateway ends the connection, in order or by a reset. */
    byte[] drain() {
        byte[] all = new byte[0];
        byte[] some = new byte[8192];
        try {
            int count = in.read(some);
            while (count >= 0) {
                all = Arrays.copyOf(all, all.length + count);
                System.arraycopy(some, 0, all, all.length - count, count);
                count = in.read(some);
            }
        } catch (SocketTimeoutException late) {
            throw new AssertionError("the gateway did not end the connection within " + Client.TIMEOUT, late);
        } catch (IOException reset) {
            // A reset is also an acceptable end: the gateway did not expect what this peer sent.
        }
        return all;
    }

    /** Returns the next byte, or -1 at the end of the stream. */
    int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException late) {
            throw new AssertionError("nothing came within " + Client.TIMEOUT, late);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

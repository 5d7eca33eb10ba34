package org.oisp.gateway.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name server and a hosts file, both for one process: in a mount namespace of its own it has them in the place of the machine's. The
 * server's answers are valid for a day.
 */
public final class TestNames implements AutoCloseable {

    private static final int TTL_SECONDS = 86_400;
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;

    private final Map<String, InetAddress> answers = new ConcurrentHashMap<>();
    private final DatagramSocket socket;
    private final Path resolver;
    private final Path hosts;

    private TestNames(Path directory) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        // Netty takes the port from there; no other program of the process asks.
        resolver = Files.writeString(
                directory.resolve("resolv.conf"), "nameserver 127.0.0.1." + socket.getLocalPort() + "\n");
        hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
        Thread thread = new Thread(this::answer, "names");
        thread.setDaemon(true);
        thread.start();
    }

    public static TestNames serve(Path directory) {
        try {
            return new TestNames(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns whether this machine lets a process have files of its own in the place of others. */
    public boolean canBeUsed() {
        List<String> command = new ArrayList<>(starter());
        command.add("true");
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns what the command of a process that uses these names begins with. */
    List<String> starter() {
        return List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + resolver + " /etc/resolv.conf && mount --bind " + hosts
                        + " /etc/hosts && exec \"$@\"",
                "sh");
    }

    /** Has the name server give this address of the name. */
    public void lead(String name, String address) {
        try {
            answers.put(name, InetAddress.getByName(address));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes the address of names into the hosts file, which comes before the name server. */
    public void leadByHostsFile(String address, String... names) {
        try {
            // In place: the process has mounted this file.
            Files.writeString(hosts, "127.0.0.1 localhost\n" + address + " " + String.join(" ", names) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void answer() {
        byte[] buffer = new byte[512];
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, question.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** RFC 1035, 4: the header, the question once more, and an address if there is one of that type. */
    private byte[] answer(ByteBuffer question) {
        short id = question.getShort();
        question.position(HEADER);
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = question.getShort();
        int end = question.position() + Short.BYTES;
        InetAddress address = answers.get(name.toString());
        boolean known = address != null && type == TYPE_A;
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.putShort(id)
                .putShort((short) (address == null ? 0x8183 : 0x8180))
                .putShort((short) 1)
                .putShort((short) (known ? 1 : 0))
                .putInt(0)
                .put(question.array(), HEADER, end - HEADER);
        if (known) {
            answer.putShort((short) 0xC00C)
                    .putShort((short) TYPE_A)
                    .putShort((short) 1)
                    .putInt(TTL_SECONDS)
                    .putShort((short) 4)
                    .put(address.getAddress());
        }
        byte[] bytes = new byte[answer.position()];
        answer.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}

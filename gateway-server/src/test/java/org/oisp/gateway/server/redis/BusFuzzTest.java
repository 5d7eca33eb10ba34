package org.oisp.gateway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.protocol.ByteSlice;

/** Anything on the instances' channels is an announcement, a hello or neither, and throws nothing but the exception for that. */
class BusFuzzTest {

    private final AnnouncementJson json = new AnnouncementJson();

    @FuzzTest
    void isUnderstoodOrLeftOut(byte[] bytes) throws IOException {
        ByteSlice message = new ByteSlice(bytes, 0, bytes.length);
        Announcement announcement = announcement(message);
        if (announcement != null) {
            assertThat(json.read(json.write(announcement))).isEqualTo(announcement);
        }
        String server = hello(message);
        if (server != null) {
            assertThat(SigningHelloJson.read(SigningHelloJson.write(server))).isEqualTo(server);
        }
    }

    private Announcement announcement(ByteSlice message) {
        try {
            return json.read(message);
        } catch (IOException none) {
            return null;
        }
    }

    private static String hello(ByteSlice message) {
        try {
            return SigningHelloJson.read(message);
        } catch (IOException none) {
            return null;
        }
    }
}

package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;
import org.oisp.gateway.telemetry.DefectSite;

/** Tests the list of an event loop's sockets, including removal during iteration. */
class OpenSocketsTest {

    private final OpenSockets sockets = new OpenSockets();
    private final NamedSocket oldest = add("oldest");
    private final NamedSocket middle = add("middle");
    private final NamedSocket newest = add("newest");

    @Test
    void hasEachSocketOnceTheNewestFirst() {
        assertThat(names()).containsExactly("newest", "middle", "oldest");
    }

    @Test
    void losesWhichIsRemovedWhereverItStands() {
        sockets.remove(middle);
        assertThat(names()).containsExactly("newest", "oldest");
        sockets.remove(newest);
        assertThat(names()).containsExactly("oldest");
        sockets.remove(oldest);
        assertThat(names()).isEmpty();
        sockets.add(middle);
        assertThat(names()).containsExactly("middle");
    }

    @Test
    void takesNoNoticeOfASocketThatIsNotInIt() {
        sockets.remove(new NamedSocket("never added"));
        sockets.remove(newest);
        sockets.remove(newest);
        assertThat(names()).containsExactly("middle", "oldest");
    }

    @Test
    void goesOnWhenAnActionRemovesItsSocket() {
        List<String> met = new ArrayList<>();
        sockets.forEach(socket -> {
            met.add(socket.toString());
            sockets.remove(socket);
        });
        assertThat(met).containsExactly("newest", "middle", "oldest");
        assertThat(names()).isEmpty();
    }

    @Test
    void tellsASocketForWhichAnActionFailsAndGoesOn() {
        IllegalStateException defect = new IllegalStateException("a defect");
        List<String> met = new ArrayList<>();
        sockets.forEach(socket -> {
            met.add(socket.toString());
            if (socket == middle) {
                throw defect;
            }
        });
        assertThat(met).containsExactly("newest", "middle", "oldest");
        assertThat(middle.failures).containsExactly(defect);
        assertThat(oldest.failures).isEmpty();
    }

    private NamedSocket add(String name) {
        NamedSocket socket = new NamedSocket(name);
        sockets.add(socket);
        return socket;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        sockets.forEach(socket -> names.add(socket.toString()));
        return names;
    }

    private static final class NamedSocket extends OpenSocket {

        private final String name;
        private final List<Throwable> failures = new ArrayList<>();

        NamedSocket(String name) {
            super(new EmbeddedChannel());
            this.name = name;
        }

        @Override
        boolean hasSession() {
            return false;
        }

        @Override
        void shutdown() {}

        @Override
        void failed(DefectSite where, Throwable defect) {
            failures.add(defect);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}

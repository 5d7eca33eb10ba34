package org.oisp.gateway.server.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * What a signal does once the process is ending: the JVM itself pays no heed to one then. The class that says it is supported in every
 * JDK (JEP 260) but javac warns of it by name, so it is called by reflection.
 */
final class RepeatedSignalHandler {

    private static final List<String> NAMES = List.of("TERM", "INT");

    private RepeatedSignalHandler() {}

    /**
     * Has the next SIGTERM or SIGINT do this, on a thread of its own. Where the platform has no such signals, nothing changes.
     *
     * @param action what to do
     */
    static void run(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    RepeatedSignalHandler.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        // Of an object's own, which a table of handlers may ask for.
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> arguments != null && proxy == arguments[0];
                            default -> "what a second signal does";
                        };
                    });
            for (String name : NAMES) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            }
        } catch (ReflectiveOperationException notHere) {
            // Then a second signal waits for the first, as it does without this.
        }
    }
}

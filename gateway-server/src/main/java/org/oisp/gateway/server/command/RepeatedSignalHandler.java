package org.oisp.gateway.server.command;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Handles a signal that arrives while the process is ending, which the JVM ignores. Every JDK supports {@code sun.misc.Signal} (JEP 260),
 * but javac warns about its name, so it is called by reflection.
 */
public final class RepeatedSignalHandler {

    private static final List<String> NAMES = List.of("TERM", "INT");

    private RepeatedSignalHandler() {}

    /**
     * Runs an action on the next SIGTERM or SIGINT, on a thread of its own. Does nothing on a platform without these signals.
     *
     * @param action what to run
     */
    public static void run(Runnable action) {
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
                        // Methods of Object, which a table of handlers may call.
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> arguments != null && proxy == arguments[0];
                            default -> "second-signal";
                        };
                    });
            for (String name : NAMES) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            }
        } catch (ReflectiveOperationException notHere) {
            // Without the handler, a second signal waits for the first, as the JVM does by default.
        }
    }
}

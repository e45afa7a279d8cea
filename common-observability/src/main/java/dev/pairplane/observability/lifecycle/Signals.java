package dev.pairplane.observability.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// What SIGTERM and SIGINT do: the first one stops in order, the second one halts at once.
///
/// The JDK shows signals only through `sun.misc.Signal`, which the compiler refuses to name without
/// a warning that cannot be answered in the source; so it is called by reflection (registered for
/// native images in this library's `META-INF/native-image`).
final class Signals {
    private Signals() {}

    /// Takes over the two signals for good.
    ///
    /// @param first runs on the first signal, on a thread of its own
    /// @param second runs on each later one
    /// @return whether this JVM lets us; otherwise signals do what they do by themselves
    static boolean handle(Runnable first, Runnable second) {
        AtomicInteger seen = new AtomicInteger();
        InvocationHandler handler =
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "handle" -> {
                                (seen.incrementAndGet() == 1 ? first : second).run();
                                yield null;
                            }
                            case "equals" -> false; // Nobody compares handlers.
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "the platform's signal handler";
                        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object target =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, type)
                        .invoke(
                                null,
                                signal.getConstructor(String.class).newInstance(name),
                                target);
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}

package dev.pairplane.testkit;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What `core` may not reach by itself, because a simulation could not control it: the time,
/// chance, threads, files, sockets, logs. Calls count and so do method references. Timed waits on a
/// lock or a queue are not looked for: they are harmless where an injected executor decides who
/// runs.
final class CoreRules {

    private static final Set<String> TYPES =
            Set.of(
                    "java.io.File",
                    "java.io.FileInputStream",
                    "java.io.FileOutputStream",
                    "java.io.FileReader",
                    "java.io.FileWriter",
                    "java.io.ObjectInputStream",
                    "java.io.ObjectOutputStream",
                    "java.io.RandomAccessFile",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.System$Logger",
                    "java.net.DatagramSocket",
                    "java.net.HttpURLConnection",
                    "java.net.ServerSocket",
                    "java.net.Socket",
                    "java.net.URL",
                    "java.net.URLConnection",
                    "java.nio.channels.AsynchronousFileChannel",
                    "java.nio.channels.FileChannel",
                    "java.nio.channels.ServerSocketChannel",
                    "java.nio.channels.SocketChannel",
                    "java.nio.file.FileSystems",
                    "java.nio.file.Files",
                    "java.security.SecureRandom",
                    "java.util.Timer",
                    "java.util.concurrent.StructuredTaskScope",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.random.RandomGeneratorFactory");

    private static final List<String> PACKAGES = List.of("java.util.logging", "java.net.http");

    private static final Set<String> SYSTEM =
            Set.of(
                    "currentTimeMillis",
                    "nanoTime",
                    "getLogger",
                    "exit",
                    "load",
                    "loadLibrary",
                    "in",
                    "out",
                    "err");

    private CoreRules() {}

    static List<Finding> findings(Scope scope, JavaClasses classes) {
        return scope.core(classes)
                .flatMap(type -> Stream.concat(types(type), accesses(type)))
                .distinct()
                .toList();
    }

    private static Stream<Finding> types(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(d -> bannedType(d.getTargetClass().getBaseComponentType()))
                .map(d -> finding(type, d.getDescription()));
    }

    private static boolean bannedType(JavaClass type) {
        return TYPES.contains(type.getFullName())
                || Scope.withinAny(type.getPackageName(), PACKAGES);
    }

    private static Stream<Finding> accesses(JavaClass type) {
        return type.getAccessesFromSelf().stream()
                .filter(CoreRules::bannedAccess)
                .map(access -> finding(type, access.getDescription()));
    }

    private static Finding finding(JavaClass type, String message) {
        return new Finding(Rule.CORE_REACH, Scope.topLevel(type), message);
    }

    private static boolean bannedAccess(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getFullName();
        var name = access.getTarget().getName();
        var parameters =
                access.getTarget() instanceof CodeUnitAccessTarget target
                        ? target.getRawParameterTypes().stream().map(JavaClass::getName).toList()
                        : List.<String>of();
        if (name.equals("parallelStream")) {
            return true;
        }
        return owner.startsWith("java.time.")
                ? bannedTime(owner, name, parameters)
                : bannedCall(owner, name, parameters);
    }

    private static boolean bannedTime(String owner, String name, List<String> parameters) {
        return switch (owner) {
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            case "java.time.InstantSource" -> name.equals("system");
            default -> name.equals("now") && !parameters.contains("java.time.Clock");
        };
    }

    private static boolean bannedCall(String owner, String name, List<String> parameters) {
        var made = name.equals("<init>");
        return switch (owner) {
            case "java.lang.System" -> SYSTEM.contains(name);
            case "java.lang.Runtime" -> name.equals("exec") || name.equals("exit");
            case "java.lang.Math" -> name.equals("random");
            case "java.lang.Thread" ->
                    made || name.startsWith("start") || name.equals("sleep") || isBuilder(name);
            case "java.util.Random", "java.util.concurrent.ThreadPoolExecutor" -> made;
            case "java.util.concurrent.ScheduledThreadPoolExecutor" -> made;
            case "java.util.concurrent.ForkJoinPool" -> made || name.equals("commonPool");
            case "java.util.SplittableRandom" -> made && parameters.isEmpty();
            case "java.util.random.RandomGenerator" ->
                    name.equals("of") || name.equals("getDefault");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.Collections" -> name.equals("shuffle") && parameters.size() == 1;
            case "java.util.concurrent.Executors" -> name.startsWith("new");
            case "java.util.concurrent.TimeUnit" -> name.equals("sleep");
            case "java.util.concurrent.locks.LockSupport" ->
                    name.equals("parkNanos") || name.equals("parkUntil");
            case "java.util.concurrent.CompletableFuture" -> bannedFuture(name, parameters);
            default -> false;
        };
    }

    private static boolean isBuilder(String name) {
        return name.equals("ofVirtual") || name.equals("ofPlatform");
    }

    /// Without an executor these run on a pool of the JDK's, or start a timer thread.
    private static boolean bannedFuture(String name, List<String> parameters) {
        return switch (name) {
            case "orTimeout", "completeOnTimeout", "delayedExecutor" -> true;
            default ->
                    name.endsWith("Async") && !parameters.contains("java.util.concurrent.Executor");
        };
    }
}

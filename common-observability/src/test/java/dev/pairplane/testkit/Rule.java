package dev.pairplane.testkit;

import java.util.Locale;

/// The rules of [ArchitectureRules]. The key, used in the file of the exceptions, is the constant's
/// name in lower case with dashes.
enum Rule {
    SIX_PACKAGES("every class lives in app, config, inbound, core, outbound or telemetry"),
    CORE_LIBRARIES("core knows only the JDK, JSpecify and its listed libraries"),
    CORE_REACH("core reaches time, chance, threads, files and logs only through what it is given"),
    CORE_CYCLES("the packages of core form no cycle"),
    INBOUND_OUTBOUND("inbound never knows outbound"),
    LAYERS("inbound, outbound and telemetry know only core, config and themselves"),
    CONFIG_KNOWS_NOTHING("config knows nothing of the service"),
    SHARED_LIBRARY("app, telemetry and outbound use the shared library, others what is opened"),
    SERVICES("no service knows another"),
    INJECTION("beans get what they need through their one constructor, without annotation on it"),
    CONFIG_KEPT("no object keeps a config object"),
    NAMES("no Impl, Manager, Util or Helper, and no package named common"),
    NULL_MARKED("every package is null-marked"),
    GRPC_STUBS("nothing uses the Mutiny stubs of gRPC, which request without bound"),
    FILE_LENGTH("no file is longer than 500 lines"),
    METHOD_LENGTH("no method is longer than 70 lines"),
    PACKAGE_TEXT("every package says in package-info what it is for"),
    EXCEPTIONS("every listed exception is needed and has a reason");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

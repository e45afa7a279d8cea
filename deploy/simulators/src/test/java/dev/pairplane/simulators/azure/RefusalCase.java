package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.NETWORK;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.balancer;
import static dev.pairplane.simulators.azure.ArmClient.balancerBody;
import static dev.pairplane.simulators.azure.ArmClient.nat;
import static dev.pairplane.simulators.azure.ArmClient.natBody;
import static dev.pairplane.simulators.azure.ArmClient.pip;
import static dev.pairplane.simulators.azure.ArmClient.pipBody;
import static dev.pairplane.simulators.azure.ArmClient.pool;
import static dev.pairplane.simulators.azure.ArmClient.rule;

import dev.pairplane.simulators.azure.fault.Bucket;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// A request that is refused, and what has to be there before.
///
/// @param path with a query where it is not the usual one
/// @param headers names and values in turn
record RefusalCase(
        Refusal refusal,
        String what,
        BiConsumer<AzureSimulator, ArmClient> before,
        String method,
        String path,
        String body,
        List<String> headers) {

    /// What the cases expect of their simulator.
    static final AzureConfig CONFIG =
            AzureConfig.onAnyPort().seed(SEED).publicIpLimit(8).limits(64 * 1024, 1000);

    static RefusalCase of(Refusal refusal, String what, String method, String path, String body) {
        return new RefusalCase(refusal, what, (_, _) -> {}, method, path, body, List.of());
    }

    static RefusalCase put(Refusal refusal, String what, String path, String body) {
        return of(refusal, what, "PUT", path, body);
    }

    static RefusalCase services(Refusal refusal, String what, String... requests) {
        return of(
                refusal,
                what,
                "POST",
                GATEWAY + "/updateServices",
                "{\"serviceRequests\": [" + String.join(",", requests) + "]}");
    }

    static RefusalCase locations(Refusal refusal, String what, String... locations) {
        return of(
                refusal,
                what,
                "POST",
                GATEWAY + "/updateAddressLocations",
                "{\"addressLocations\": [" + String.join(",", locations) + "]}");
    }

    RefusalCase after(BiConsumer<AzureSimulator, ArmClient> setup) {
        return new RefusalCase(refusal, what, setup, method, path, body, headers);
    }

    RefusalCase with(String... moreHeaders) {
        return new RefusalCase(refusal, what, before, method, path, body, List.of(moreHeaders));
    }

    static Stream<RefusalCase> all() {
        return Stream.of(
                        requests(),
                        circumstances(),
                        publicIps(),
                        balancers(),
                        rules(),
                        nats(),
                        gateways(),
                        GatewayRefusals.registrations(),
                        GatewayRefusals.addresses())
                .flatMap(s -> s);
    }

    private static Stream<RefusalCase> requests() {
        String body = pipBody("IPv4");
        return Stream.of(
                put(Refusal.AUTHENTICATION_MISSING, "another scheme", pip("a"), body)
                        .with("Authorization", "Basic eDp5"),
                put(Refusal.AUTHENTICATION_MISSING, "an empty token", pip("a"), body)
                        .with("Authorization", "Bearer "),
                put(Refusal.API_VERSION_MISSING, "no version", pip("a") + "?x=1", body),
                put(
                        Refusal.API_VERSION_UNKNOWN,
                        "an old version",
                        pip("a") + "?api-version=2015-06-15",
                        body),
                of(Refusal.RESOURCE_TYPE_UNKNOWN, "a kind", "GET", NETWORK + "/bastions/a", ""),
                of(Refusal.RESOURCE_TYPE_UNKNOWN, "a list", "GET", NETWORK + "/bastions", ""),
                of(Refusal.RESOURCE_TYPE_UNKNOWN, "a call", "POST", GATEWAY + "/update", "{}"),
                of(Refusal.RESOURCE_TYPE_UNKNOWN, "a child", "GET", pip("a") + "/services", ""),
                of(Refusal.RESOURCE_TYPE_UNKNOWN, "a path", "GET", "/elsewhere", ""),
                of(Refusal.RESOURCE_TYPE_UNKNOWN, "too deep", "GET", GATEWAY + "/services/u/v", ""),
                of(Refusal.METHOD_NOT_ALLOWED, "on a resource", "POST", pip("a"), "{}"),
                of(Refusal.METHOD_NOT_ALLOWED, "on a call", "PUT", GATEWAY + "/services", "{}"),
                put(Refusal.MEDIA_TYPE, "text", pip("a"), body).with("Content-Type", "text/plain"),
                put(Refusal.BODY_TOO_LARGE, "65 KiB", pip("a"), " ".repeat(65 * 1024)),
                put(Refusal.BODY_MALFORMED, "cut off", pip("a"), "{\"location\": "),
                put(Refusal.BODY_MALFORMED, "something after it", pip("a"), body + "}"),
                put(Refusal.BODY_MALFORMED, "an array", pip("a"), "[1]"),
                put(
                        Refusal.PROPERTY_TYPE,
                        "tags",
                        pip("a"),
                        body.replaceFirst("\\{", "{\"tags\": [],")),
                put(
                        Refusal.PROPERTY_TYPE,
                        "a tag",
                        pip("a"),
                        body.replaceFirst("\\{", "{\"tags\": {\"a\": 1},")),
                put(Refusal.PROPERTY_TYPE, "a family", pip("a"), pipBody("IPv5")),
                of(
                        Refusal.PROPERTY_TYPE,
                        "an action",
                        "POST",
                        GATEWAY + "/updateServices",
                        "{\"action\": \"Some\"}"),
                of(
                        Refusal.PROPERTY_TYPE,
                        "a token",
                        "GET",
                        GATEWAY + "/services?api-version=2025-05-01&$skipToken=%25",
                        ""),
                of(Refusal.RESOURCE_NOT_FOUND, "a public IP", "GET", pip("none"), ""),
                of(Refusal.RESOURCE_NOT_FOUND, "to tag", "PATCH", nat("none"), "{\"tags\": {}}"),
                of(
                        Refusal.RESOURCE_NOT_FOUND,
                        "a gateway",
                        "GET",
                        NETWORK + "/serviceGateways/none/services",
                        ""),
                of(
                        Refusal.OPERATION_NOT_FOUND,
                        "an operation",
                        "GET",
                        "/subscriptions/s/providers/Microsoft.Network/locations/l/operations/none",
                        ""));
    }

    private static Stream<RefusalCase> circumstances() {
        String body = pipBody("IPv4");
        return Stream.of(
                put(Refusal.PRECONDITION_FAILED, "another ETag", pip("a"), body)
                        .after((_, arm) -> arm.put(pip("a"), body))
                        .with("If-Match", "W/\"other\""),
                put(Refusal.PRECONDITION_FAILED, "nothing to match", pip("a"), body)
                        .with("If-Match", "*"),
                put(Refusal.PRECONDITION_FAILED, "creation only", pip("a"), body)
                        .after((_, arm) -> arm.put(pip("a"), body))
                        .with("If-None-Match", "*"),
                of(Refusal.PRECONDITION_FAILED, "on DELETE", "DELETE", pip("a"), "")
                        .after((_, arm) -> arm.put(pip("a"), body))
                        .with("If-Match", "W/\"other\""),
                put(Refusal.OPERATION_IN_PROGRESS, "a resource", pip("a"), body)
                        .after((azure, arm) -> {
                            slow(azure);
                            arm.put(pip("a"), body);
                        }),
                services(Refusal.OPERATION_IN_PROGRESS, "a gateway")
                        .after((azure, arm) -> {
                            slow(azure);
                            azure.behave(azure.behaviour().strictness(false, true));
                            arm.updateServices();
                        }),
                of(Refusal.THROTTLED, "an empty bucket", "GET", GATEWAY, "")
                        .after((azure, arm) -> {
                            azure.behave(
                                    azure.behaviour().throttle(Optional.of(new Bucket(1, 0.001))));
                            arm.get(GATEWAY);
                        }),
                put(Refusal.INVALID_NAME, "a dash at the end", pip("a-"), body),
                put(Refusal.INVALID_NAME, "81 characters", pip("a".repeat(81)), body),
                put(Refusal.INVALID_NAME, "a space", pip("a%20b"), body),
                put(Refusal.LOCATION_REQUIRED, "none", pip("a"), body.replace("location", "place")),
                put(Refusal.LOCATION_CHANGED, "another", pip("a"), body.replace("eastus", "westus"))
                        .after((_, arm) -> arm.put(pip("a"), body)));
    }

    private static void slow(AzureSimulator azure) {
        azure.behave(
                azure.behaviour()
                        .flavours(Flavour.BOTH, Flavour.BOTH, Flavour.BOTH)
                        .delays(Duration.ofHours(1), 1));
    }

    private static Stream<RefusalCase> publicIps() {
        String body = pipBody("IPv4");
        return Stream.of(
                put(
                        Refusal.PUBLIC_IP_SKU,
                        "in lower case",
                        pip("a"),
                        body.replace("StandardV2", "standardv2")),
                put(Refusal.PUBLIC_IP_SKU, "none", pip("a"), body.replace("\"sku\"", "\"other\"")),
                put(
                        Refusal.PUBLIC_IP_ALLOCATION,
                        "dynamic",
                        pip("a"),
                        body.replace("Static", "Dynamic")),
                put(Refusal.PUBLIC_IP_VERSION_CHANGED, "to IPv6", pip("a"), pipBody("IPv6"))
                        .after((_, arm) -> arm.put(pip("a"), body)),
                put(
                        Refusal.PUBLIC_IP_IDLE_TIMEOUT,
                        "31 minutes",
                        pip("a"),
                        body.replace(
                                "\"properties\": {",
                                "\"properties\": {\"idleTimeoutInMinutes\": 31,")),
                put(Refusal.PUBLIC_IP_LIMIT, "a ninth", pip("a"), body)
                        .after((_, arm) -> {
                            for (int i = 0; i < 8; i++) {
                                arm.put(pip("p" + i), body);
                            }
                        }),
                of(Refusal.PUBLIC_IP_ATTACHED, "to a frontend", "DELETE", pip("u-pip"), "")
                        .after((_, arm) -> arm.inbound("u")),
                of(Refusal.PUBLIC_IP_ATTACHED, "to a NAT gateway", "DELETE", pip("e-pip"), "")
                        .after((_, arm) -> arm.outbound("e")),
                put(
                                Refusal.PUBLIC_IP_IN_USE,
                                "by a load balancer",
                                balancer("w"),
                                balancerBody("w", "u-pip"))
                        .after((_, arm) -> arm.inbound("u")),
                put(Refusal.PUBLIC_IP_IN_USE, "by a NAT gateway", nat("e"), natBody("u-pip"))
                        .after((_, arm) -> arm.inbound("u")),
                put(
                                Refusal.PUBLIC_IP_IN_USE,
                                "twice in a NAT gateway",
                                nat("e"),
                                natBody("a").replace("[{", "[{\"id\": \"" + pip("a") + "\"}, {"))
                        .after((_, arm) -> arm.put(pip("a"), body)),
                put(
                                Refusal.PUBLIC_IP_IN_USE,
                                "by two frontends",
                                balancer("u"),
                                balancerBody("u", "a")
                                        .replace(
                                                "[{\"name\": \"frontend\",",
                                                "[{\"name\": \"f2\", \"properties\":"
                                                        + " {\"publicIPAddress\": {\"id\": \""
                                                        + pip("a")
                                                        + "\"}}},"
                                                        + "{\"name\": \"frontend\","))
                        .after((_, arm) -> arm.put(pip("a"), body)));
    }

    private static void withPip(AzureSimulator azure, ArmClient arm) {
        arm.put(pip("a"), pipBody("IPv4"));
    }

    private static Stream<RefusalCase> balancers() {
        String body = balancerBody("u", "a");
        return Stream.of(
                put(Refusal.REFERENCE_UNKNOWN, "a public IP", balancer("u"), body),
                put(Refusal.REFERENCE_UNKNOWN, "no id", balancer("u"), body.replace(pip("a"), "x")),
                put(
                                Refusal.LOAD_BALANCER_SKU,
                                "in lower case",
                                balancer("u"),
                                body.replace("Service", "service"))
                        .after(RefusalCase::withPip),
                put(
                                Refusal.LOAD_BALANCER_SKU,
                                "Standard",
                                balancer("u"),
                                body.replace("Service", "Standard"))
                        .after(RefusalCase::withPip),
                put(
                                Refusal.LOAD_BALANCER_SCOPE,
                                "another",
                                balancer("u"),
                                body.replace("\"Public\"", "\"All\""))
                        .after(RefusalCase::withPip),
                put(
                                Refusal.DUPLICATE_CHILD_NAME,
                                "two pools",
                                balancer("u"),
                                body.replace(
                                        "[{\"name\": \"u\"",
                                        "[{\"name\": \"U\"}, {\"name\": \"u\""))
                        .after(RefusalCase::withPip),
                put(Refusal.INVALID_NAME, "of a pool", balancer("u"), body.replace("\"u\"", "\"\""))
                        .after(RefusalCase::withPip),
                of(Refusal.LOAD_BALANCER_IN_USE, "by a service", "DELETE", balancer("u"), "")
                        .after((_, arm) -> arm.inbound("u")),
                put(
                                Refusal.POOL_IN_USE,
                                "by a service",
                                balancer("u"),
                                balancerBody("u", "u-pip")
                                        .replace("[{\"name\": \"u\"", "[{\"name\": \"v\""))
                        .after((_, arm) -> arm.inbound("u")));
    }

    private static RefusalCase rules(Refusal refusal, String what, String... rules) {
        return put(refusal, what, balancer("u"), balancerBody("u", "a", rules))
                .after(RefusalCase::withPip);
    }

    private static Stream<RefusalCase> rules() {
        String good = rule("u", "Tcp", 80, 8080);
        return Stream.of(
                rules(Refusal.RULE_PROTOCOL, "SCTP", rule("u", "Sctp", 80, 8080)),
                rules(Refusal.FRONTEND_PORT, "0", rule("u", "Tcp", 0, 8080)),
                rules(Refusal.FRONTEND_PORT, "65535", rule("u", "Tcp", 65535, 8080)),
                rules(Refusal.BACKEND_PORT, "0", rule("u", "Tcp", 80, 0)),
                rules(Refusal.BACKEND_PORT, "65536", rule("u", "Tcp", 80, 65536)),
                rules(Refusal.PROPERTY_TYPE, "a port", good.replace("8080", "\"8080\"")),
                rules(
                        Refusal.RULE_IDLE_TIMEOUT,
                        "3",
                        good.replace("InMinutes\": 4", "InMinutes\": 3")),
                rules(
                        Refusal.RULE_IDLE_TIMEOUT,
                        "101",
                        good.replace("InMinutes\": 4", "InMinutes\": 101")),
                rules(
                        Refusal.REFERENCE_UNKNOWN,
                        "a frontend",
                        good.replace("/frontend\"", "/none\"")),
                rules(Refusal.REFERENCE_UNKNOWN, "a pool", good.replace(pool("u"), pool("w"))),
                rules(Refusal.SAME_BACKEND_PORT, "two rules", good, rule("u", "Tcp", 81, 8080)),
                rules(
                        Refusal.SAME_FRONTEND_PORT,
                        "two rules",
                        good,
                        rule("u", "tcp", 80, 8081).replace("rule-tcp-80", "other")));
    }

    private static Stream<RefusalCase> nats() {
        String body = natBody("a");
        return Stream.of(
                put(Refusal.NAT_SKU, "Standard", nat("e"), body.replace("StandardV2", "Standard"))
                        .after(RefusalCase::withPip),
                put(
                                Refusal.NAT_IDLE_TIMEOUT,
                                "121 minutes",
                                nat("e"),
                                body.replace(
                                        "\"properties\": {",
                                        "\"properties\": {\"idleTimeoutInMinutes\": 121,"))
                        .after(RefusalCase::withPip),
                put(Refusal.NAT_ADDRESS_VERSION, "IPv6 among IPv4", nat("e"), body)
                        .after((_, arm) -> arm.put(pip("a"), pipBody("IPv6"))),
                put(
                                Refusal.NAT_ADDRESS_VERSION,
                                "IPv4 among IPv6",
                                nat("e"),
                                body.replace("publicIpAddresses", "publicIpAddressesV6"))
                        .after(RefusalCase::withPip),
                put(Refusal.REFERENCE_UNKNOWN, "a public IP", nat("e"), body),
                put(
                                Refusal.REFERENCE_UNKNOWN,
                                "a service gateway",
                                nat("e"),
                                body.replace(GATEWAY, GATEWAY + "2"))
                        .after(RefusalCase::withPip),
                of(Refusal.NAT_IN_USE, "by a service", "DELETE", nat("e"), "")
                        .after((_, arm) -> arm.outbound("e")));
    }

    private static Stream<RefusalCase> gateways() {
        String path = NETWORK + "/serviceGateways/other";
        return Stream.of(
                put(
                        Refusal.GATEWAY_SKU,
                        "Basic",
                        path,
                        "{\"location\": \"eastus\", \"sku\": {\"name\": \"Basic\"}}"),
                put(
                        Refusal.REFERENCE_UNKNOWN,
                        "a virtual network",
                        path,
                        "{\"location\": \"eastus\", \"properties\": {\"virtualNetwork\": {\"id\":"
                                + " \""
                                + SEED.networkId()
                                + "2\"}}}"),
                of(Refusal.GATEWAY_IN_USE, "by a service", "DELETE", GATEWAY, "")
                        .after((_, arm) -> arm.inbound("u")),
                of(Refusal.NETWORK_IN_USE, "by a gateway", "DELETE", SEED.networkId(), ""));
    }

    @Override
    public String toString() {
        return refusal + ": " + what;
    }
}

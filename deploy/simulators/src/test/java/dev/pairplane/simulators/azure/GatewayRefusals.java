package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.address;
import static dev.pairplane.simulators.azure.ArmClient.location;
import static dev.pairplane.simulators.azure.ArmClient.register;
import static dev.pairplane.simulators.azure.ArmClient.registerOutbound;
import static dev.pairplane.simulators.azure.ArmClient.unregister;

import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.stream.Stream;

/// What updates of a gateway are refused for.
final class GatewayRefusals {

    private GatewayRefusals() {}

    static Stream<RefusalCase> registrations() {
        return Stream.of(
                RefusalCase.services(
                        Refusal.INVALID_NAME,
                        "none",
                        register("u").replace("\"name\": \"u\"", "\"x\": 1")),
                RefusalCase.services(
                        Refusal.SERVICE_TYPE, "none", register("u").replace("serviceType", "type")),
                RefusalCase.services(
                        Refusal.SERVICE_TYPE,
                        "another",
                        register("u").replace("Inbound", "Sideways")),
                RefusalCase.services(
                                Refusal.SERVICE_TYPE_CHANGED,
                                "to Outbound",
                                register("u").replace("Inbound", "Outbound"))
                        .after((_, arm) -> arm.inbound("u")),
                RefusalCase.services(
                                Refusal.DUPLICATE_SERVICES, "twice", register("u"), unregister("U"))
                        .after((_, arm) -> arm.inbound("u")),
                RefusalCase.services(Refusal.REFERENCE_UNKNOWN, "a pool", register("u")),
                RefusalCase.services(
                        Refusal.REFERENCE_UNKNOWN, "a NAT gateway", registerOutbound("e")),
                RefusalCase.services(
                                Refusal.REFERENCE_UNKNOWN,
                                "one of two",
                                register("u"),
                                register("none"))
                        .after((_, arm) -> arm.inbound("u")),
                RefusalCase.services(
                                Refusal.POOL_NETWORK,
                                "another network",
                                register("u").replace(SEED.networkId(), SEED.networkId() + "2"))
                        .after((_, arm) -> arm.inbound("u")),
                RefusalCase.services(Refusal.SERVICE_NOT_FOUND, "strictly", unregister("none"))
                        .after((azure, _) ->
                                azure.behave(azure.behaviour().strictness(true, false))),
                RefusalCase.services(
                        Refusal.MULTIPLE_DEFAULT_SERVICES,
                        "two at once",
                        standard("d1"),
                        standard("d2")),
                RefusalCase.services(Refusal.MULTIPLE_DEFAULT_SERVICES, "a second", standard("d2"))
                        .after((_, arm) -> arm.updateServices(standard("d1"))),
                RefusalCase.services(
                                Refusal.SERVICE_HAS_ADDRESSES,
                                "one of two",
                                unregister("w"),
                                unregister("u"))
                        .after(GatewayRefusals::addressed),
                RefusalCase.of(
                                Refusal.SERVICE_HAS_ADDRESSES,
                                "left out of a full update",
                                "POST",
                                GATEWAY + "/updateServices",
                                "{\"action\": \"FullUpdate\"}")
                        .after(GatewayRefusals::addressed));
    }

    private static String standard(String name) {
        return "{\"service\": {\"name\": \""
                + name
                + "\", \"properties\": {\"serviceType\": \"Outbound\", \"isDefault\": true}}}";
    }

    /// Services u and w, and an address of u.
    private static void addressed(AzureSimulator azure, ArmClient arm) {
        arm.inbound("u");
        arm.inbound("w");
        arm.updateLocations(location("10.0.0.4", address("10.244.0.5", "u")));
    }

    static Stream<RefusalCase> addresses() {
        String good = location("10.0.0.9", address("10.244.0.9", "u"));
        return Stream.of(
                        RefusalCase.locations(
                                Refusal.LOCATION_ADDRESS,
                                "a name",
                                good,
                                location("node", address("10.1.1.1", "u"))),
                        RefusalCase.locations(
                                Refusal.LOCATION_ADDRESS,
                                "four numbers too large",
                                location("10.0.0.256")),
                        RefusalCase.locations(
                                Refusal.LOCATION_ADDRESS, "none", "{\"addresses\": []}"),
                        RefusalCase.locations(
                                Refusal.ADDRESS,
                                "a name",
                                good,
                                location("10.0.0.5", address("pod", "u"))),
                        RefusalCase.locations(
                                Refusal.ADDRESS,
                                "a leading zero",
                                location("10.0.0.5", address("10.0.0.08", "u"))),
                        RefusalCase.locations(
                                Refusal.DUPLICATE_LOCATIONS,
                                "one of them IPv6",
                                location("FD00:0:0:0:0:0:0:A"),
                                location("fd00::a")),
                        RefusalCase.locations(
                                Refusal.DUPLICATE_LOCATIONS,
                                "after a good one",
                                good,
                                location("10.0.0.4"),
                                location("10.0.0.4")),
                        RefusalCase.locations(
                                Refusal.DUPLICATE_ADDRESSES,
                                "in a location",
                                location(
                                        "10.0.0.5",
                                        address("10.244.0.9", "u"),
                                        address("10.244.0.9"))),
                        RefusalCase.locations(
                                Refusal.IPV6_IN_IPV4_LOCATION,
                                "one",
                                good,
                                location("10.0.0.5", address("fd00::1", "u"))),
                        RefusalCase.locations(
                                Refusal.IPV4_IN_IPV6_LOCATION,
                                "one",
                                good,
                                location("fd00::5", address("10.1.1.1", "u"))),
                        RefusalCase.locations(
                                Refusal.SERVICE_REFERENCE_UNKNOWN,
                                "one",
                                good,
                                location("10.0.0.5", address("10.1.1.1", "u", "x"))),
                        RefusalCase.locations(
                                Refusal.ADDRESS_IN_TWO_LOCATIONS,
                                "one that is there",
                                location("10.0.0.5", address("10.244.0.5", "u"))),
                        RefusalCase.locations(
                                Refusal.ADDRESS_IN_TWO_LOCATIONS,
                                "both new",
                                location("10.0.0.5", address("10.244.0.6", "u")),
                                location("10.0.0.6", address("10.244.0.6", "u"))))
                .map(c -> c.after(GatewayRefusals::addressed));
    }
}

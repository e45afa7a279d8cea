package dev.pairplane.difftracker.outbound.azure;

import static dev.pairplane.difftracker.outbound.guard.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKind;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Reply;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Request;
import dev.pairplane.difftracker.outbound.guard.SerialCalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What is read of lists, and what is too odd to be read.
class ArmReadsTest {

    private static final String NONE = "{\"value\": []}";

    private static Outcome<GatewayView> gateway(Function<Request, Reply> script) throws Exception {
        try (var server = new ScriptedServer(script);
                var serial = new SerialCalls();
                var client = Arm.client(server.uri(), serial.executor())) {
            return serial.outcome(done -> client.readGateway(SerialCalls.LONG, done));
        }
    }

    private static Outcome<GatewayView> gateway(String services, String locations)
            throws Exception {
        return gateway(
                request -> json(200, request.path().endsWith("/services") ? services : locations));
    }

    private static GatewayView view(String services, String locations) throws Exception {
        return ((Outcome.Done<GatewayView>) gateway(services, locations)).value();
    }

    private static String code(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).error().code();
    }

    /// Difftracker invariant 73
    @Test
    void readsServicesWhateverTheirCase() throws Exception {
        var view =
                view(
                        """
                        {"value": [
                          {"name": "ABC", "properties": {"serviceType": "inBOUND",
                             "loadBalancerBackendPools": [{"id": "/Pool"}, {}, {"id": null}]}},
                          {"name": "eg", "properties": {"serviceType": "OUTBOUND",
                             "publicNatGatewayId": "/Nat"}},
                          {"name": "both", "properties": {"serviceType": "InboundOutbound",
                             "isDefault": true, "loadBalancerBackendPools": null,
                             "publicNatGatewayId": null}},
                          null,
                          {"properties": {"serviceType": "Inbound"}},
                          {"name": "", "properties": {"serviceType": "Inbound"}},
                          {"name": "typeless", "properties": {}}]}
                        """,
                        NONE);

        assertThat(view.services())
                .containsExactly(
                        new GatewayService(
                                "abc",
                                Set.of(ServiceKind.INBOUND),
                                false,
                                List.of("/Pool"),
                                Optional.empty()),
                        new GatewayService(
                                "eg",
                                Set.of(ServiceKind.OUTBOUND),
                                false,
                                List.of(),
                                Optional.of("/Nat")),
                        new GatewayService(
                                "both",
                                Set.of(ServiceKind.INBOUND, ServiceKind.OUTBOUND),
                                true,
                                List.of(),
                                Optional.empty()));
    }

    @Test
    void refusesAViewWithAServiceOfAnUnknownType() throws Exception {
        var outcome =
                gateway(
                        "{\"value\": [{\"name\": \"a\", \"properties\": {\"serviceType\":"
                                + " \"Sideways\"}}]}",
                        NONE);

        assertThat(code(outcome)).isEqualTo("UnknownServiceType");
    }

    @Test
    void readsLocationsCanonicallyAndMergesSpellings() throws Exception {
        var view =
                view(
                        NONE,
                        """
                        {"value": [
                          {"addressLocation": "FD00:0:0:0:0:0:0:A", "addresses": [
                             {"address": "FD01::0001", "services": ["ABC", null, " "]},
                             {"address": null, "services": ["x"]}, null,
                             {"address": "fd01::2"}]},
                          {"addressLocation": "fd00::a", "addresses": [
                             {"address": "fd01::1", "services": ["def"]}]},
                          {"addressLocation": "10.0.0.1", "addresses": null}]}
                        """);

        assertThat(view.locations())
                .isEqualTo(
                        Map.of(
                                IpAddress.of("fd00::a"),
                                Map.of(
                                        IpAddress.of("fd01::1"),
                                        Set.of("abc", "def"),
                                        IpAddress.of("fd01::2"),
                                        Set.of()),
                                IpAddress.of("10.0.0.1"),
                                Map.of()));
    }

    @Test
    void refusesAViewWithAnAddressThatIsNone() throws Exception {
        for (String entry :
                List.of(
                        "{\"addressLocation\": \"node-1\"}",
                        "{\"addresses\": []}",
                        "{\"addressLocation\": \"10.0.0.1\", \"addresses\": [{\"address\":"
                                + " \"10.0.0\"}]}")) {
            assertThat(code(gateway(NONE, "{\"value\": [" + entry + "]}")))
                    .as(entry)
                    .isEqualTo("UnreadableAddress");
        }
    }

    @Test
    void readsAllPages() throws Exception {
        var outcome =
                gateway(request -> {
                    if (request.path().endsWith("/services")) {
                        return json(200, NONE);
                    }
                    int page = request.target().contains("page=") ? page(request) : 0;
                    String next =
                            page == 2
                                    ? "null"
                                    : "\"http://"
                                            + request.header("host")
                                            + "/p?page="
                                            + (page + 1)
                                            + "\"";
                    return json(
                            200,
                            "{\"value\": [{\"addressLocation\": \"10.0.0."
                                    + page
                                    + "\"}], \"nextLink\": "
                                    + next
                                    + "}");
                });

        assertThat(((Outcome.Done<GatewayView>) outcome).value().locations().keySet())
                .extracting(IpAddress::text)
                .containsExactly("10.0.0.0", "10.0.0.1", "10.0.0.2");
    }

    private static int page(Request request) {
        String target = request.target();
        return Integer.parseInt(target.substring(target.indexOf("page=") + 5));
    }

    @Test
    void readsAHugePage() throws Exception {
        int size = 50_000;
        var page = new StringBuilder("{\"value\": [");
        for (int i = 0; i < size; i++) {
            page.append(i == 0 ? "" : ",")
                    .append("{\"addressLocation\": \"10.")
                    .append(i / 65_536)
                    .append('.')
                    .append(i / 256 % 256)
                    .append('.')
                    .append(i % 256)
                    .append(
                            "\", \"addresses\": [{\"address\": \"11.0.0.1\", \"services\":"
                                    + " [\"a\"]}]}");
        }

        assertThat(view(NONE, page.append("]}").toString()).locations()).hasSize(size);
    }

    @Test
    void refusesAListThatLeadsAwayOrAround() throws Exception {
        for (var row :
                Map.of(
                                "http://example.com/next", "ForeignNextLink",
                                "https://127.0.0.1/next", "ForeignNextLink",
                                "http://127.0.0.1:1/next", "ForeignNextLink",
                                "http://user@127.0.0.1/next", "ForeignNextLink",
                                "::not a link::", "ForeignNextLink",
                                "/around", "EndlessList")
                        .entrySet()) {
            var outcome =
                    gateway(_ ->
                            json(200, "{\"value\": [], \"nextLink\": \"" + row.getKey() + "\"}"));

            assertThat(code(outcome)).as(row.getKey()).isEqualTo(row.getValue());
        }
    }

    @Test
    void neverTakesHalfAListForAWhole() throws Exception {
        for (String page :
                List.of("{}", "[]", "{\"value\": null}", "{\"error\": {\"code\": \"E\"}}", "")) {
            assertThat(code(gateway(NONE, page))).as(page).isEqualTo("UnreadableList");
        }
        var second =
                gateway(request ->
                        request.path().equals("/two")
                                ? json(500, "{}")
                                : json(200, "{\"value\": [], \"nextLink\": \"/two\"}"));
        assertThat(second).isInstanceOf(Outcome.Refused.class);
        assertThat(
                        gateway(request ->
                                request.path().equals("/two")
                                        ? new Reply.Cut()
                                        : json(200, "{\"value\": [], \"nextLink\": \"/two\"}")))
                .isInstanceOf(Outcome.Unanswered.class);
    }

    @Test
    void anInventoryIsReadOnlyIfAllOfItWas() throws Exception {
        for (String broken :
                List.of(
                        "/publicIPAddresses",
                        "/loadBalancers",
                        "/natGateways",
                        "/services",
                        "/addressLocations")) {
            try (var server =
                            new ScriptedServer(request ->
                                    request.path().endsWith(broken)
                                            ? json(403, "{}")
                                            : json(200, NONE));
                    var serial = new SerialCalls();
                    var client = Arm.client(server.uri(), serial.executor())) {

                Outcome<Inventory> outcome =
                        serial.outcome(done -> client.readInventory(SerialCalls.LONG, done));

                assertThat(outcome).as(broken).isInstanceOf(Outcome.Refused.class);
            }
        }
    }
}

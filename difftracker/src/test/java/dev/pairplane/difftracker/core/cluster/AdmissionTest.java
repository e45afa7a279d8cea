package dev.pairplane.difftracker.core.cluster;

import static dev.pairplane.difftracker.core.cluster.TestService.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static TestService web() {
        return new TestService().port("TCP", 80, "8080");
    }

    private static Decision.Admitted admitted(TestService service) {
        assertThat(Admission.decide(service.build())).isInstanceOf(Decision.Admitted.class);
        return (Decision.Admitted) Admission.decide(service.build());
    }

    private static Decision.Note rejected(TestService service) {
        assertThat(Admission.decide(service.build())).isInstanceOf(Decision.Rejected.class);
        return ((Decision.Rejected) Admission.decide(service.build())).note();
    }

    private record Refused(Reason reason, TestService service, String named) {}

    /// One Service for each way to be refused; each is admitted but for one thing.
    private static List<Refused> refused() {
        var all = new ArrayList<Refused>();
        annotation(all, Reason.INTERNAL_LOAD_BALANCER, "azure-load-balancer-internal", "true");
        annotation(all, Reason.INTERNAL_LOAD_BALANCER, "azure-load-balancer-internal", " TRUE ");
        annotation(all, Reason.INTERNAL_SUBNET, "azure-load-balancer-internal-subnet", "a");
        annotation(all, Reason.ALLOWED_SERVICE_TAGS, "azure-allowed-service-tags", "Storage");
        annotation(all, Reason.ALLOWED_SERVICE_TAGS, "azure-allowed-service-tags", "");
        annotation(all, Reason.ALLOWED_IP_RANGES, "azure-allowed-ip-ranges", "10.0.0.0/8");
        annotation(all, Reason.ALLOWED_IP_RANGES, "Azure-Allowed-IP-Ranges", "10.0.0.0/8");
        String denyAll = "azure-deny-all-except-load-balancer-source-ranges";
        annotation(all, Reason.DENY_ALL, denyAll, "true");
        annotation(all, Reason.DENY_ALL, denyAll, "yes");
        annotation(all, Reason.SOURCE_RANGES_ANNOTATION, "load-balancer-source-ranges", "::/0");
        annotation(all, Reason.PORT_WITHOUT_RULE, "port_80_no_lb_rule", "true");
        annotation(all, Reason.PUBLIC_IP_NAME, "azure-pip-name", "mine");
        annotation(all, Reason.PUBLIC_IP_NAME, "azure-pip-name-ipv6", "mine");
        annotation(all, Reason.PUBLIC_IP_PREFIX, "azure-pip-prefix-id", "/subscriptions/x");
        annotation(all, Reason.PUBLIC_IP_PREFIX, "azure-pip-prefix-id-ipv6", "/subscriptions/x");
        annotation(all, Reason.LOAD_BALANCER_IPV4, "azure-load-balancer-ipv4", "20.0.0.1");
        annotation(all, Reason.LOAD_BALANCER_IPV6, "azure-load-balancer-ipv6", "2603::1");
        annotation(all, Reason.RESOURCE_GROUP, "azure-load-balancer-resource-group", "rg");
        annotation(all, Reason.DNS_LABEL, "azure-dns-label-name", "orders");
        for (String idle : List.of("", " ", "3", "31", "4.5", "five", "-5", "+5", "99999999999")) {
            annotation(all, Reason.IDLE_TIMEOUT, "azure-load-balancer-tcp-idle-timeout", idle);
        }
        add(
                all,
                Reason.SOURCE_RANGES,
                web().sourceRanges("10.0.0.0/8"),
                "loadBalancerSourceRanges");
        add(all, Reason.LOAD_BALANCER_IP, web().loadBalancerIp("20.0.0.1"), "loadBalancerIP");
        add(all, Reason.NO_SELECTOR, web().withoutSelector(), "selector");
        add(all, Reason.SESSION_AFFINITY, web().affinity("Cookie"), "'Cookie'");
        add(all, Reason.DUAL_STACK, web().policy("RequireDualStack"), "RequireDualStack");
        add(
                all,
                Reason.DUAL_STACK,
                web().policy("RequireDualStack").families("IPv6", "IPv4"),
                "RequireDualStack");
        add(all, Reason.IP_FAMILY, web().families("IPv5"), "'IPv5'");
        add(all, Reason.IP_FAMILY, web().families("", "IPv4"), "ipFamilies");
        add(all, Reason.NAMED_TARGET_PORT, web().port("TCP", 81, "http"), "'http'");
        add(all, Reason.NAMED_TARGET_PORT, web().port("TCP", 81, "80-80"), "'80-80'");
        add(all, Reason.PROTOCOL, web().port("SCTP", 81, "81"), "'SCTP'");
        add(all, Reason.PROTOCOL, web().port("HTTP", 81, "81"), "port 81 (p1)");
        add(all, Reason.PORT, web().port("TCP", 65535, "81"), "port 65535");
        add(all, Reason.PORT, web().port("TCP", 70000, "81"), "port 70000");
        add(all, Reason.PORT, web().port("TCP", 0, "81"), "port 0");
        add(all, Reason.PORT, web().port("TCP", 81, "65536"), "'65536'");
        add(all, Reason.PORT, web().port("TCP", 81, "-1"), "'-1'");
        add(all, Reason.PORT, web().port("TCP", 81, "99999999999999999999"), "port 81");
        add(all, Reason.DUPLICATE_PORT, web().port("TCP", 80, "8081"), "port 80");
        add(all, Reason.BACKEND_PORT_COLLISION, web().port("TCP", 81, "8080"), "8080");
        add(all, Reason.BACKEND_PORT_COLLISION, web().port("tcp", 8080, ""), "8080");
        return all;
    }

    private static void annotation(List<Refused> all, Reason reason, String name, String value) {
        add(all, reason, web().annotation(name, value), PREFIX + name.toLowerCase(Locale.ROOT));
    }

    private static void add(List<Refused> all, Reason reason, TestService service, String named) {
        all.add(new Refused(reason, service, named));
    }

    /// Difftracker invariants 68, 69 and 70.
    @TestFactory
    Stream<DynamicTest> refusesWithAReasonAndNamesWhatIsWrong() {
        return refused().stream()
                .map(refused ->
                        DynamicTest.dynamicTest(
                                refused.reason() + " " + refused.named(),
                                () -> {
                                    Decision.Note note = rejected(refused.service());
                                    assertThat(note.reason()).isEqualTo(refused.reason().text());
                                    assertThat(note.message())
                                            .contains(refused.named())
                                            .hasSizeLessThan(512);
                                }));
    }

    @Test
    void everyReasonIsTestedAndIsAWordOfItsOwn() {
        assertThat(refused().stream().map(Refused::reason).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Reason.values()).filter(Reason::refuses).toList());
        assertThat(Stream.of(Reason.values()).map(Reason::text))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[A-Z][A-Za-z0-9]{1,63}"));
    }

    /// Difftracker invariants 68 and 69.
    @Test
    void derivesARulePerPortInTheServicesOrder() {
        var decision =
                admitted(
                        new TestService()
                                .port("TCP", 443, "8443")
                                .port("udp", 443, "8443")
                                .port("", 80, "")
                                .port("Tcp", 65534, "0")
                                .port("UDP", 1, "65535"));

        assertThat(decision.spec())
                .isEqualTo(
                        new InboundSpec(
                                IpFamily.IPV4,
                                List.of(
                                        rule(Protocol.TCP, 443, 8443),
                                        rule(Protocol.UDP, 443, 8443),
                                        rule(Protocol.TCP, 80, 80),
                                        rule(Protocol.TCP, 65534, 65534),
                                        rule(Protocol.UDP, 1, 65535))));
        assertThat(decision.notes()).isEmpty();
        assertThat(decision.spec().rules().stream().map(LoadBalancerRule::name))
                .containsExactly(
                        "rule-tcp-443",
                        "rule-udp-443",
                        "rule-tcp-80",
                        "rule-tcp-65534",
                        "rule-udp-1");
    }

    private static LoadBalancerRule rule(Protocol protocol, int port, int target) {
        return new LoadBalancerRule(protocol, port, target, 4, false);
    }

    /// Difftracker invariant 70.
    @ParameterizedTest
    @CsvSource({"4, 4", "30, 30", "' 15 ', 15", "'\t7\n', 7", "05, 5"})
    void readsTheIdleTimeoutForEveryRule(String text, int minutes) {
        var service =
                web().port("UDP", 53, "5353")
                        .annotation("azure-load-balancer-tcp-idle-timeout", text);

        assertThat(admitted(service).spec().rules())
                .extracting(LoadBalancerRule::idleTimeoutMinutes)
                .containsExactly(minutes, minutes);
        assertThat(admitted(service).notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ClientIP, true", "None, false", "'', false"})
    void affinityIsOnEveryRuleOrOnNone(String text, boolean affinity) {
        assertThat(admitted(web().port("UDP", 53, "5353").affinity(text)).spec().rules())
                .extracting(LoadBalancerRule::sourceIpAffinity)
                .containsExactly(affinity, affinity);
    }

    @Test
    void aServiceWithoutPortsAsksForNothing() {
        assertThat(Admission.decide(new TestService().build())).isEqualTo(new Decision.Nothing());
        assertThat(Admission.decide(new TestService().withoutSelector().families("IPv5").build()))
                .isEqualTo(new Decision.Nothing());
        assertThat(rejected(new TestService().loadBalancerIp("20.0.0.1")).reason())
                .isEqualTo(Reason.LOAD_BALANCER_IP.text());
    }

    @Test
    void servesTheOneFamilyThereIs() {
        assertThat(admitted(web().families()).spec().family()).isEqualTo(IpFamily.IPV4);
        assertThat(admitted(web().families("IPv6")).spec().family()).isEqualTo(IpFamily.IPV6);
        assertThat(admitted(web().policy("PreferDualStack")).notes()).isEmpty();
    }

    @Test
    void servesThePrimaryFamilyOfTwoAndSaysSo() {
        var decision = admitted(web().policy("PreferDualStack").families("IPv6", "IPv4"));

        assertThat(decision.spec().family()).isEqualTo(IpFamily.IPV6);
        assertThat(decision.notes())
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.reason()).isEqualTo("ServiceGatewayPrimaryFamilyOnly");
                    assertThat(note.message()).contains("IPv6");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure-load-balancer-internal=false",
                "azure-load-balancer-internal=False",
                "azure-load-balancer-internal=",
                "azure-deny-all-except-load-balancer-source-ranges=false",
                "port_80_no_lb_rule=false",
                "port_81_no_lb_rule=true",
                "azure-disable-load-balancer-floating-ip=true",
                "azure-disable-load-balancer-nsg-rule=true",
                "azure-shared-securityrule=true",
                "azure-load-balancer-mode=__auto__",
                "azure-load-balancer-configurations=a",
                "aws-load-balancer-type=nlb",
            })
    void saysNothingAboutWhatMakesNoDifference(String annotation) {
        String[] parts = annotation.split("=", -1);

        assertThat(admitted(web().annotation(parts[0], parts[1])).notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure-load-balancer-internal=maybe",
                "azure-pip-tags=a=b",
                "azure-pip-ip-tags=RoutingPreference=Internet",
                "azure-load-balancer-disable-tcp-reset=true",
                "azure-load-balancer-enable-high-availability-ports=true",
                "azure-load-balancer-health-probe-protocol=http",
                "azure-additional-public-ips=1.2.3.4",
                "azure-pls-create=true",
                "azure-anything-new=1",
            })
    void namesAnnotationsThatItIgnores(String annotation) {
        String[] parts = annotation.split("=", 2);

        assertThat(admitted(web().annotation(parts[0], parts[1])).notes())
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.reason()).isEqualTo("ServiceGatewayIgnoredAnnotation");
                    assertThat(note.message()).contains(PREFIX + parts[0]);
                });
    }

    @Test
    void namesIgnoredAnnotationsInOneNoteThatFitsAnEvent() {
        var service = web();
        for (int i = 10; i < 40; i++) {
            service.annotation("azure-" + "x".repeat(55) + i, "value");
        }

        assertThat(admitted(service).notes())
                .singleElement()
                .satisfies(note ->
                        assertThat(note.message())
                                .contains("xxx10,")
                                .contains("and 25 more")
                                .hasSizeLessThan(1024));
    }

    @Test
    void quotesNoMoreThanTheBeginningOfALongValue() {
        var service = web().annotation("azure-load-balancer-tcp-idle-timeout", "9".repeat(200_000));

        assertThat(rejected(service).message()).hasSizeLessThan(300).contains("999...'");
    }

    @Test
    void theSpellingInLowerCaseCountsWhereThereAreTwo() {
        String lower = "azure-load-balancer-internal";

        assertThat(
                        rejected(
                                        web().annotation("Azure-Load-Balancer-Internal", "false")
                                                .annotation(lower, "true"))
                                .reason())
                .isEqualTo(Reason.INTERNAL_LOAD_BALANCER.text());
        assertThat(
                        admitted(
                                        web().annotation("Azure-Load-Balancer-Internal", "true")
                                                .annotation(lower, "false"))
                                .notes())
                .isEmpty();
    }

    /// Each line adds one failing rule before all that failed already.
    @Test
    void theFirstRuleThatFailsDecides() {
        var service = web().port("TCP", 81, "8080").port("SCTP", 82, "http");
        assertThat(rejected(service).reason()).isEqualTo(Reason.NAMED_TARGET_PORT.text());
        service.annotation("azure-load-balancer-tcp-idle-timeout", "soon");
        assertThat(rejected(service).reason()).isEqualTo(Reason.IDLE_TIMEOUT.text());
        service.families("IPv5");
        assertThat(rejected(service).reason()).isEqualTo(Reason.IP_FAMILY.text());
        service.policy("RequireDualStack");
        assertThat(rejected(service).reason()).isEqualTo(Reason.DUAL_STACK.text());
        service.affinity("Cookie");
        assertThat(rejected(service).reason()).isEqualTo(Reason.SESSION_AFFINITY.text());
        service.withoutSelector();
        assertThat(rejected(service).reason()).isEqualTo(Reason.NO_SELECTOR.text());
        service.loadBalancerIp("20.0.0.1");
        assertThat(rejected(service).reason()).isEqualTo(Reason.LOAD_BALANCER_IP.text());
        service.sourceRanges("10.0.0.0/8");
        assertThat(rejected(service).reason()).isEqualTo(Reason.SOURCE_RANGES.text());
        service.annotation("azure-pip-name", "mine");
        assertThat(rejected(service).reason()).isEqualTo(Reason.PUBLIC_IP_NAME.text());
        service.annotation("azure-load-balancer-internal", "true");
        assertThat(rejected(service).reason()).isEqualTo(Reason.INTERNAL_LOAD_BALANCER.text());
    }
}

package dev.pairplane.difftracker.core.cluster;

/// Every reason for which a Service is refused, and everything its owner is told though it is
/// served. The texts are reasons of events and conditions: people filter by them, so they stay.
public enum Reason {
    /// The annotation asks for an internal load balancer; there are only public ones.
    INTERNAL_LOAD_BALANCER("UnsupportedInternalLoadBalancer"),
    /// The annotation names the subnet of an internal load balancer.
    INTERNAL_SUBNET("UnsupportedInternalSubnet"),
    /// The annotation lets only some service tags in; nothing here filters.
    ALLOWED_SERVICE_TAGS("UnsupportedAllowedServiceTags"),
    /// The annotation lets only some ranges in; nothing here filters.
    ALLOWED_IP_RANGES("UnsupportedAllowedIPRanges"),
    /// The annotation shuts out all but the source ranges; nothing here filters.
    DENY_ALL("UnsupportedDenyAllExceptSourceRanges"),
    /// The annotation that stands for `spec.loadBalancerSourceRanges`; nothing here filters.
    SOURCE_RANGES_ANNOTATION("UnsupportedSourceRangesAnnotation"),
    /// An annotation keeps one of the Service's ports off the load balancer.
    PORT_WITHOUT_RULE("UnsupportedPortWithoutRule"),
    /// The annotation picks a public IP that is there already.
    PUBLIC_IP_NAME("UnsupportedPublicIPName"),
    /// The annotation picks the prefix that the address comes from.
    PUBLIC_IP_PREFIX("UnsupportedPublicIPPrefix"),
    /// The annotation picks the IPv4 address.
    LOAD_BALANCER_IPV4("UnsupportedLoadBalancerIPv4"),
    /// The annotation picks the IPv6 address.
    LOAD_BALANCER_IPV6("UnsupportedLoadBalancerIPv6"),
    /// The annotation picks the resource group of the public IP.
    RESOURCE_GROUP("UnsupportedLoadBalancerResourceGroup"),
    /// The annotation gives the address a name.
    DNS_LABEL("UnsupportedDNSLabelName"),
    /// `spec.loadBalancerSourceRanges`: nothing here filters.
    SOURCE_RANGES("UnsupportedSourceRanges"),
    /// `spec.loadBalancerIP` picks the address.
    LOAD_BALANCER_IP("UnsupportedLoadBalancerIP"),
    /// No selector: whoever writes the endpoints by hand chooses them freely.
    NO_SELECTOR("UnsupportedNoSelector"),
    /// A session affinity that is neither `None` nor `ClientIP`.
    SESSION_AFFINITY("UnsupportedSessionAffinity"),
    /// `RequireDualStack`: a load balancer has one address.
    DUAL_STACK("UnsupportedDualStack"),
    /// A primary family that is neither `IPv4` nor `IPv6`.
    IP_FAMILY("UnsupportedIPFamily"),
    /// An idle timeout that is no whole number of minutes from 4 to 30.
    IDLE_TIMEOUT("InvalidIdleTimeout"),
    /// A target port given by name.
    NAMED_TARGET_PORT("UnsupportedNamedTargetPort"),
    /// A protocol that is neither TCP nor UDP.
    PROTOCOL("UnsupportedProtocol"),
    /// A port that a rule cannot have.
    PORT("InvalidPort"),
    /// Two ports with one protocol and one number.
    DUPLICATE_PORT("DuplicatePort"),
    /// Two ports with one protocol that lead to one port of the pods.
    BACKEND_PORT_COLLISION("UnsupportedBackendPortCollision"),
    /// Not a refusal: annotations meant for Azure's own controller do nothing here.
    IGNORED_ANNOTATION("ServiceGatewayIgnoredAnnotation"),
    /// Not a refusal: of two families only the primary one is served.
    PRIMARY_FAMILY_ONLY("ServiceGatewayPrimaryFamilyOnly");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /// The reason as it stands in events and conditions.
    public String text() {
        return text;
    }

    /// Whether a Service with it is not served.
    public boolean refuses() {
        return this != IGNORED_ANNOTATION && this != PRIMARY_FAMILY_ONLY;
    }

    Decision.Note note(String message) {
        return new Decision.Note(text, message);
    }
}

package dev.pairplane.simulators.azure.refusal;

import java.util.Locale;

/// Everything that the simulator refuses, with Azure's status and error code. A refused request
/// changes nothing, whatever else is in it.
///
/// [#published()] tells codes that Azure is known to answer from those that stand in for one that
/// is not published.
public enum Refusal {
    AUTHENTICATION_MISSING(
            401,
            "AuthenticationFailed",
            true,
            "Authentication failed. The 'Authorization' header is missing.",
            "A request carries `Authorization: Bearer` and any token."),
    API_VERSION_MISSING(
            400,
            "MissingApiVersionParameter",
            true,
            "The api-version query parameter (?api-version=) is required for all requests.",
            "The query names an api-version."),
    API_VERSION_UNKNOWN(
            400,
            "InvalidApiVersionParameter",
            true,
            "The api-version '%s' is invalid. The supported versions are '%s'.",
            "The api-version is one of the configured ones (2025-05-01, 2026-03-01)."),
    RESOURCE_TYPE_UNKNOWN(
            404,
            "InvalidResourceType",
            true,
            "The resource type could not be found for '%s'.",
            "The path is that of a resource, list or call that exists here."),
    METHOD_NOT_ALLOWED(
            405,
            "MethodNotAllowed",
            false,
            "The method %s is not allowed on '%s'.",
            "The method fits the path."),
    MEDIA_TYPE(
            415,
            "UnsupportedMediaType",
            true,
            "The content media type '%s' is not supported. Only 'application/json' is supported.",
            "A body is `application/json`."),
    BODY_TOO_LARGE(
            413,
            "RequestContentTooLarge",
            true,
            "The request content size exceeds the maximum size of '%s' bytes.",
            "A body has at most 4 MiB (configurable)."),
    BODY_MALFORMED(
            400,
            "InvalidRequestContent",
            true,
            "The request content was invalid and could not be deserialized: '%s'.",
            "A body is one JSON object."),
    PROPERTY_TYPE(
            400,
            "InvalidRequestFormat",
            true,
            "Cannot parse the request: the value of '%s' is not %s.",
            "A known property has its JSON type and one of its known values."),
    RESOURCE_NOT_FOUND(
            404,
            "ResourceNotFound",
            true,
            "The Resource 'Microsoft.Network/%s/%s' under resource group '%s' was not found.",
            "What is read, patched or called exists."),
    OPERATION_NOT_FOUND(
            404,
            "OperationNotFound",
            false,
            "The operation '%s' was not found.",
            "What is polled was handed out, and is not too old."),
    PRECONDITION_FAILED(
            412,
            "PreconditionFailed",
            true,
            "The condition %s is not satisfied for '%s'.",
            "`If-Match` names the current ETag; `If-None-Match: *` only creates."),
    OPERATION_IN_PROGRESS(
            409,
            "AnotherOperationInProgress",
            true,
            "Another operation on this or dependent resource is in progress: '%s' is %s.",
            "A resource is not written while an earlier operation on it runs."),
    THROTTLED(
            429,
            "TooManyRequests",
            true,
            "The number of requests exceeded the limit. Please try again after '%s' seconds.",
            "With a token bucket configured, there is a token left."),
    INVALID_NAME(
            400,
            "InvalidResourceName",
            true,
            "Resource name %s is invalid. The name can be up to 80 characters long. It must begin"
                    + " with a letter or a digit, and it must end with a letter, a digit or '_'. It"
                    + " may contain letters, digits, '.', '-' and '_'.",
            "Names of resources, frontends, pools, rules and gateway services fit Azure's"
                    + " pattern."),
    LOCATION_REQUIRED(
            400,
            "LocationRequired",
            true,
            "The location property is required for this definition.",
            "A PUT names the location."),
    LOCATION_CHANGED(
            409,
            "InvalidResourceLocation",
            true,
            "The resource '%s' already exists in location '%s' in resource group '%s'. A resource"
                    + " with the same name cannot be created in location '%s'. Please select a new"
                    + " resource name.",
            "A resource stays where it was created."),
    PUBLIC_IP_SKU(
            400,
            "InvalidPublicIPAddressSku",
            false,
            "Public IP address %s must have SKU StandardV2, not '%s'.",
            "A public IP's `sku.name` is exactly `StandardV2`."),
    PUBLIC_IP_ALLOCATION(
            400,
            "StandardSkuPublicIPAddressesMustBeStatic",
            true,
            "Standard sku publicIp %s must have AllocationMethod set to Static.",
            "A public IP's `publicIPAllocationMethod` is `Static`."),
    PUBLIC_IP_VERSION_CHANGED(
            400,
            "PublicIPAddressVersionCannotBeChanged",
            false,
            "Public IP address %s is %s, which cannot be changed to %s.",
            "A public IP's `publicIPAddressVersion` never changes."),
    PUBLIC_IP_IDLE_TIMEOUT(
            400,
            "InvalidIdleTimeout",
            false,
            "The idle timeout of %s must be from 4 to 30 minutes, not %s.",
            "A public IP's `idleTimeoutInMinutes` is from 4 to 30."),
    PUBLIC_IP_LIMIT(
            400,
            "PublicIPCountLimitReached",
            true,
            "Cannot create more than %s public IP addresses for this subscription in this region.",
            "There are fewer public IPs than the configured limit."),
    PUBLIC_IP_ATTACHED(
            400,
            "PublicIPAddressCannotBeDeleted",
            true,
            "Public IP address %s can not be deleted since it is still allocated to resource %s.",
            "A public IP is deleted after what uses it."),
    PUBLIC_IP_IN_USE(
            400,
            "PublicIPAddressInUse",
            true,
            "Resource %s is referencing public IP address %s that is already allocated to resource"
                    + " %s.",
            "A public IP serves one frontend or one NAT gateway."),
    REFERENCE_UNKNOWN(
            400,
            "InvalidResourceReference",
            true,
            "Resource %s referenced by resource %s was not found. Please make sure that the"
                    + " referenced resource exists, and that both resources are in the same"
                    + " region.",
            "Every id in a body (public IP, frontend, pool, NAT gateway, service gateway, virtual"
                    + " network) is that of something that exists."),
    LOAD_BALANCER_SKU(
            400,
            "InvalidLoadBalancerSku",
            false,
            "Load balancer %s must have SKU Service, not '%s'.",
            "A load balancer's `sku.name` is exactly `Service`."),
    LOAD_BALANCER_SCOPE(
            400,
            "InvalidLoadBalancerScope",
            false,
            "The scope of load balancer %s must be Public or Private, not '%s'.",
            "A load balancer's `scope` is `Public` or `Private`, where it is given."),
    DUPLICATE_CHILD_NAME(
            400,
            "DuplicateResourceName",
            true,
            "Resource %s has two children with the same name (%s).",
            "Frontends, pools and rules of a load balancer have names of their own."),
    RULE_PROTOCOL(
            400,
            "InvalidRuleProtocol",
            false,
            "The protocol of %s must be Tcp, Udp or All, not '%s'.",
            "A rule's protocol is `Tcp`, `Udp` or `All`."),
    FRONTEND_PORT(
            400,
            "InvalidFrontendPort",
            false,
            "The frontend port of %s must be from 1 to 65534, not %s.",
            "A rule's frontend port is from 1 to 65534."),
    BACKEND_PORT(
            400,
            "InvalidBackendPort",
            false,
            "The backend port of %s must be from 1 to 65535, not %s.",
            "A rule's backend port is from 1 to 65535."),
    RULE_IDLE_TIMEOUT(
            400,
            "LoadBalancingRuleInvalidIdleTimeout",
            false,
            "The idle timeout of %s must be from 4 to 100 minutes, not %s.",
            "A rule's `idleTimeoutInMinutes` is from 4 to 100."),
    SAME_BACKEND_PORT(
            400,
            "RulesUseSameBackendPortProtocolAndPool",
            true,
            "Load balancing rules %s and %s with floating IP disabled use the same protocol %s and"
                    + " backend port %s, and must not be used with the same backend address pool"
                    + " %s.",
            "No two rules share protocol, backend port and pool."),
    SAME_FRONTEND_PORT(
            400,
            "RulesUseSameFrontendPortProtocolAndIPConfig",
            false,
            "Load balancing rules %s and %s use the same protocol %s and frontend port %s, and must"
                    + " not be used with the same frontend IP configuration %s.",
            "No two rules share protocol, frontend port and frontend."),
    LOAD_BALANCER_IN_USE(
            400,
            "InUseLoadBalancerCannotBeDeleted",
            false,
            "Load balancer %s cannot be deleted since its backend pool is used by %s.",
            "A load balancer is deleted after the gateway services that use its pools."),
    POOL_IN_USE(
            400,
            "InUseBackendAddressPoolCannotBeDeleted",
            false,
            "Backend address pool %s cannot be removed since it is used by %s.",
            "A PUT keeps the pools that gateway services use."),
    NAT_SKU(
            400,
            "InvalidNatGatewaySku",
            false,
            "NAT gateway %s must have SKU StandardV2, not '%s'.",
            "A NAT gateway's `sku.name` is exactly `StandardV2`."),
    NAT_IDLE_TIMEOUT(
            400,
            "NatGatewayInvalidIdleTimeout",
            false,
            "The idle timeout of %s must be from 4 to 120 minutes, not %s.",
            "A NAT gateway's `idleTimeoutInMinutes` is from 4 to 120."),
    NAT_ADDRESS_VERSION(
            400,
            "NatGatewayPublicIPAddressVersionMismatch",
            false,
            "NAT gateway %s lists public IP address %s, which is not %s, in %s.",
            "`publicIpAddresses` lists IPv4 addresses, `publicIpAddressesV6` IPv6 ones."),
    NAT_IN_USE(
            400,
            "InUseNatGatewayCannotBeDeleted",
            false,
            "NAT gateway %s cannot be deleted since it is used by %s.",
            "A NAT gateway is deleted after the gateway services that use it."),
    GATEWAY_SKU(
            400,
            "InvalidServiceGatewaySku",
            false,
            "Service gateway %s must have SKU Standard in tier Regional, not '%s' in '%s'.",
            "A service gateway's SKU, where it is given, is `Standard`, tier `Regional`."),
    GATEWAY_IN_USE(
            400,
            "InUseServiceGatewayCannotBeDeleted",
            false,
            "Service gateway %s cannot be deleted since it is used by %s.",
            "A service gateway is deleted after its services and the NAT gateways that name it."),
    NETWORK_IN_USE(
            400,
            "InUseVirtualNetworkCannotBeDeleted",
            false,
            "Virtual network %s cannot be deleted since it is used by %s.",
            "A virtual network is deleted after the service gateways in it."),
    SERVICE_TYPE(
            400,
            "InvalidServiceType",
            false,
            "The service type of %s must be Inbound, Outbound or InboundOutbound, not '%s'.",
            "A gateway service has a `serviceType`, in any case of letters."),
    SERVICE_TYPE_CHANGED(
            400,
            "ServiceTypeCannotBeChanged",
            false,
            "Service %s is %s, which cannot be changed to %s.",
            "A gateway service keeps its `serviceType`."),
    DUPLICATE_SERVICES(
            400,
            "DuplicateServicesInRequest",
            false,
            "The request names the service %s more than once.",
            "A request names a service once."),
    SERVICE_NOT_FOUND(
            404,
            "ServiceNotFound",
            false,
            "The service %s was not found in service gateway %s.",
            "With `strictUnregister`, what is unregistered is there; without, it may be gone."),
    MULTIPLE_DEFAULT_SERVICES(
            400,
            "MultipleDefaultServicesNotAllowedInServiceGateway",
            true,
            "Service gateway %s can have one default service only, not both %s and %s.",
            "At most one service of a gateway has `isDefault: true`."),
    SERVICE_HAS_ADDRESSES(
            400,
            "ServiceWithOverlayMappingsCannotBeDeleted",
            true,
            "Service %s cannot be deleted since address %s in location %s still refers to it.",
            "A service is unregistered after the last address that refers to it."),
    POOL_NETWORK(
            400,
            "BackendAddressPoolNotInServiceGatewayVirtualNetwork",
            false,
            "Backend address pool %s of service %s names virtual network %s, and the service"
                    + " gateway is in %s.",
            "A registered pool names the gateway's virtual network, where it names one."),
    LOCATION_ADDRESS(
            400,
            "InvalidAddressLocation",
            false,
            "The address location '%s' is not an IP address.",
            "A location is an IPv4 or IPv6 address."),
    ADDRESS(
            400,
            "InvalidAddress",
            false,
            "The address '%s' in location '%s' is not an IP address.",
            "An address is an IPv4 or IPv6 address."),
    DUPLICATE_LOCATIONS(
            400,
            "DuplicateLocationsInRequest",
            true,
            "The request names the address location %s more than once.",
            "A request names a location once, however it is spelled."),
    DUPLICATE_ADDRESSES(
            400,
            "DuplicateAddressesInRequest",
            false,
            "The request names the address %s of location %s more than once.",
            "A location of a request names an address once, however it is spelled."),
    IPV6_IN_IPV4_LOCATION(
            400,
            "IPv4LocationCannotContainIPv6Addresses",
            true,
            "The IPv4 address location %s cannot contain the IPv6 address %s.",
            "Addresses have the family of their location."),
    IPV4_IN_IPV6_LOCATION(
            400,
            "IPv6LocationCannotContainIPv4Addresses",
            false,
            "The IPv6 address location %s cannot contain the IPv4 address %s.",
            "Addresses have the family of their location."),
    SERVICE_REFERENCE_UNKNOWN(
            400,
            "ServiceReferenceNotFound",
            false,
            "The address %s in location %s refers to service %s, which service gateway %s does not"
                    + " have.",
            "An address refers to services that are registered."),
    ADDRESS_IN_TWO_LOCATIONS(
            400,
            "AddressInMultipleLocations",
            false,
            "The address %s would be in location %s and in location %s.",
            "After a request an address is in one location of the gateway.");

    private final int status;
    private final String code;
    private final boolean published;
    private final String message;
    private final String rule;

    Refusal(int status, String code, boolean published, String message, String rule) {
        this.status = status;
        this.code = code;
        this.published = published;
        this.message = message;
        this.rule = rule;
    }

    /// The HTTP status of the answer.
    public int status() {
        return status;
    }

    /// `error.code` of the answer. Several entries can share one.
    public String code() {
        return code;
    }

    /// Whether Azure is known to answer with this code; otherwise the name is the simulator's own.
    public boolean published() {
        return published;
    }

    /// `error.message` of the answer, with `%s` for each thing that it names.
    public String message() {
        return message;
    }

    /// What has to hold, as Markdown.
    public String rule() {
        return rule;
    }

    /// The exception to throw.
    ///
    /// @param named what the message names, in its order
    public Refused because(Object... named) {
        return new Refused(this, String.format(Locale.ROOT, message, named));
    }
}

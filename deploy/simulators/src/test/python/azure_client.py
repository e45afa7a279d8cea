"""Drives the simulated Azure with Microsoft's own client, azure-mgmt-network.

Usage: azure_client.py BASE-URL COMMAND

  tour      creates, reads, lists, pages, updates and deletes every kind of resource, with the answers that
            the simulator at BASE-URL gives; prints one line for each step, and exits 1 at the first surprise
  refusals  reads one request per line as JSON (name, method, path, body, headers), makes it with the client's
            own operation where it has one, and prints what the client raised, as JSON, on a line
"""

import json
import sys
from urllib.parse import parse_qsl, unquote, urlsplit

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.core.rest import HttpRequest
from azure.mgmt.core.exceptions import ARMErrorFormat
from azure.mgmt.network import NetworkManagementClient, models

SUBSCRIPTION = "s"
GROUP = "rg"
LOCATION = "eastus"


class Token:
    """Any token will do."""

    def get_token(self, *scopes, **kwargs):
        return AccessToken("token", 4102444800)


class Bearer(SansIOHTTPPolicy):
    """Sends the token without TLS, which the client's own policy refuses to do."""

    def on_request(self, request):
        request.http_request.headers.setdefault("Authorization", "Bearer token")


def connect(base):
    return NetworkManagementClient(
        Token(),
        SUBSCRIPTION,
        base_url=base,
        authentication_policy=Bearer(),
        retry_total=0,
        polling_interval=0,
    )


def resource_id(kind, name):
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Network/{kind}/{name}"


class Tour:
    def __init__(self, client):
        self.client = client
        self.gateway = resource_id("serviceGateways", "sg")
        self.network = resource_id("virtualNetworks", "net")

    def check(self, step, actual, expected):
        if actual != expected:
            print(f"{step}: expected {expected!r}, got {actual!r}", flush=True)
            sys.exit(1)
        print(f"{step}: {actual!r}", flush=True)

    def gone(self, step, read):
        try:
            read()
        except ResourceNotFoundError as error:
            self.check(step, error.error.code, "ResourceNotFound")
            return
        self.check(step, "there", "gone")

    def run(self):
        self.gateways()
        self.public_ips()
        self.load_balancers()
        self.nat_gateways()
        self.services()
        self.addresses()
        self.teardown()

    def gateways(self):
        c = self.client
        network = models.VirtualNetwork(
            location=LOCATION, address_space=models.AddressSpace(address_prefixes=["10.0.0.0/8"])
        )
        c.virtual_networks.begin_create_or_update(GROUP, "net", network).result()
        body = models.ServiceGateway(
            location=LOCATION,
            sku=models.ServiceGatewaySku(name="Standard", tier="Regional"),
            virtual_network=models.VirtualNetwork(id=self.network),
        )
        made = c.service_gateways.begin_create_or_update(GROUP, "sg", body).result()
        self.check("gateway created", (made.name, made.provisioning_state), ("sg", "Succeeded"))
        self.check("gateway's network", made.virtual_network.id, self.network)
        tagged = c.service_gateways.update_tags(GROUP, "sg", models.TagsObject(tags={"a": "1"}))
        self.check("gateway tagged", tagged.tags, {"a": "1"})
        self.check("gateway read", c.service_gateways.get(GROUP, "sg").tags, {"a": "1"})
        self.check("gateways listed", [g.name for g in c.service_gateways.list(GROUP)], ["sg"])
        self.check("all gateways listed", [g.name for g in c.service_gateways.list_all()], ["sg"])

    def public_ips(self):
        c = self.client
        for number in range(5):
            body = models.PublicIPAddress(
                location=LOCATION,
                sku=models.PublicIPAddressSku(name="StandardV2"),
                public_ip_allocation_method="Static",
                public_ip_address_version="IPv6" if number == 4 else "IPv4",
            )
            made = c.public_ip_addresses.begin_create_or_update(GROUP, f"ip{number}", body).result()
            self.check(f"public IP {number} created", made.provisioning_state, "Succeeded")
            self.check(f"public IP {number} has an address", bool(made.ip_address), True)
        names = [a.name for a in c.public_ip_addresses.list(GROUP)]
        self.check("public IPs listed", names, [f"ip{n}" for n in range(5)])
        self.check("all public IPs listed", len(list(c.public_ip_addresses.list_all())), 5)
        tagged = c.public_ip_addresses.update_tags(GROUP, "ip0", models.TagsObject(tags={"b": "2"}))
        self.check("public IP tagged", tagged.tags, {"b": "2"})
        read = c.public_ip_addresses.get(GROUP, "ip4")
        self.check("public IP read", (read.public_ip_address_version, read.sku.name), ("IPv6", "StandardV2"))

    def load_balancers(self):
        c = self.client
        balancer = resource_id("loadBalancers", "u")
        rule = models.LoadBalancingRule(
            name="rule-tcp-80",
            protocol="Tcp",
            frontend_port=80,
            backend_port=8080,
            idle_timeout_in_minutes=4,
            frontend_ip_configuration=models.SubResource(id=balancer + "/frontendIPConfigurations/frontend"),
            backend_address_pool=models.SubResource(id=balancer + "/backendAddressPools/u"),
        )
        body = models.LoadBalancer(
            location=LOCATION,
            sku=models.LoadBalancerSku(name="Service"),
            scope="Public",
            frontend_ip_configurations=[
                models.FrontendIPConfiguration(
                    name="frontend",
                    public_ip_address=models.PublicIPAddress(id=resource_id("publicIPAddresses", "ip0")),
                )
            ],
            backend_address_pools=[models.BackendAddressPool(name="u")],
            load_balancing_rules=[rule],
        )
        made = c.load_balancers.begin_create_or_update(GROUP, "u", body).result()
        self.check("load balancer created", (made.provisioning_state, made.sku.name), ("Succeeded", "Service"))
        self.check("its pool", made.backend_address_pools[0].id, balancer + "/backendAddressPools/u")
        self.check("its rule", made.load_balancing_rules[0].frontend_port, 80)
        used = c.public_ip_addresses.get(GROUP, "ip0").ip_configuration.id
        self.check("its public IP", used, balancer + "/frontendIPConfigurations/frontend")
        body.load_balancing_rules = []
        c.load_balancers.begin_create_or_update(GROUP, "u", body).result()
        self.check("load balancer updated", len(c.load_balancers.get(GROUP, "u").load_balancing_rules), 0)
        tagged = c.load_balancers.update_tags(GROUP, "u", models.TagsObject(tags={"c": "3"}))
        self.check("load balancer tagged", tagged.tags, {"c": "3"})
        self.check("load balancers listed", [b.name for b in c.load_balancers.list(GROUP)], ["u"])
        self.check("all load balancers listed", [b.name for b in c.load_balancers.list_all()], ["u"])

    def nat_gateways(self):
        c = self.client
        body = models.NatGateway(
            location=LOCATION,
            sku=models.NatGatewaySku(name="StandardV2"),
            service_gateway=models.SubResource(id=self.gateway),
            public_ip_addresses=[models.SubResource(id=resource_id("publicIPAddresses", "ip1"))],
            public_ip_addresses_v6=[models.SubResource(id=resource_id("publicIPAddresses", "ip4"))],
        )
        made = c.nat_gateways.begin_create_or_update(GROUP, "e", body).result()
        self.check("NAT gateway created", made.provisioning_state, "Succeeded")
        self.check("its service gateway", made.service_gateway.id, self.gateway)
        tagged = c.nat_gateways.update_tags(GROUP, "e", models.TagsObject(tags={"d": "4"}))
        self.check("NAT gateway tagged", tagged.tags, {"d": "4"})
        self.check("NAT gateway read", len(c.nat_gateways.get(GROUP, "e").public_ip_addresses_v6), 1)
        self.check("NAT gateways listed", [g.name for g in c.nat_gateways.list(GROUP)], ["e"])
        self.check("all NAT gateways listed", [g.name for g in c.nat_gateways.list_all()], ["e"])

    def update_services(self, *services, delete=False):
        self.client.service_gateways.update_services(
            GROUP,
            "sg",
            models.ServiceGatewayUpdateServicesRequest(
                action="PartialUpdate",
                service_requests=[models.ServiceGatewayServiceRequest(is_delete=delete, service=s) for s in services],
            ),
        )

    def services(self):
        c = self.client
        pool = resource_id("loadBalancers", "u") + "/backendAddressPools/u"
        self.update_services(
            models.ServiceGatewayService(
                name="u",
                service_type="Inbound",
                load_balancer_backend_pools=[models.BackendAddressPool(id=pool)],
            ),
            models.ServiceGatewayService(
                name="e", service_type="Outbound", public_nat_gateway_id=resource_id("natGateways", "e")
            ),
            models.ServiceGatewayService(name="d", service_type="Outbound", is_default=True),
        )
        listed = {s.name: s for s in c.service_gateways.get_services(GROUP, "sg")}
        self.check("services listed", sorted(listed), ["d", "e", "u"])
        self.check("inbound service", listed["u"].load_balancer_backend_pools[0].id, pool)
        self.check("outbound service", listed["e"].public_nat_gateway_id, resource_id("natGateways", "e"))
        self.check("default service", listed["d"].is_default, True)

    def update_addresses(self, *locations):
        self.client.service_gateways.update_address_locations(
            GROUP,
            "sg",
            models.ServiceGatewayUpdateAddressLocationsRequest(action="PartialUpdate", address_locations=locations),
        )

    def addresses(self):
        c = self.client
        self.update_addresses(
            *[
                models.ServiceGatewayAddressLocation(
                    address_location=f"10.0.0.{node}",
                    address_update_action="FullUpdate",
                    addresses=[models.ServiceGatewayAddress(address=f"10.244.{node}.1", services=["u", "e"])],
                )
                for node in range(1, 6)
            ]
        )
        listed = list(c.service_gateways.get_address_locations(GROUP, "sg"))
        self.check("locations listed", len(listed), 5)
        self.check("their services", listed[0].addresses[0].services, ["u", "e"])
        self.update_addresses(
            *[models.ServiceGatewayAddressLocation(address_location=l.address_location, addresses=[]) for l in listed]
        )
        self.check("locations drained", list(c.service_gateways.get_address_locations(GROUP, "sg")), [])

    def teardown(self):
        c = self.client
        self.update_services(
            models.ServiceGatewayService(name="u", service_type="Inbound"),
            models.ServiceGatewayService(name="e", service_type="Outbound"),
            models.ServiceGatewayService(name="d", service_type="Outbound"),
            delete=True,
        )
        self.check("services unregistered", list(c.service_gateways.get_services(GROUP, "sg")), [])
        c.load_balancers.begin_delete(GROUP, "u").result()
        self.gone("load balancer deleted", lambda: c.load_balancers.get(GROUP, "u"))
        c.nat_gateways.begin_delete(GROUP, "e").result()
        self.gone("NAT gateway deleted", lambda: c.nat_gateways.get(GROUP, "e"))
        for number in range(5):
            c.public_ip_addresses.begin_delete(GROUP, f"ip{number}").result()
        c.public_ip_addresses.begin_delete(GROUP, "none").result()
        self.check("public IPs deleted", list(c.public_ip_addresses.list(GROUP)), [])
        c.service_gateways.begin_delete(GROUP, "sg").result()
        self.gone("gateway deleted", lambda: c.service_gateways.get(GROUP, "sg"))
        c.virtual_networks.begin_delete(GROUP, "net").result()


class Requests:
    """Finds the client's operation for a request."""

    def __init__(self, client):
        self.client = client
        self.groups = {
            "publicIPAddresses": client.public_ip_addresses,
            "loadBalancers": client.load_balancers,
            "natGateways": client.nat_gateways,
            "serviceGateways": client.service_gateways,
            "virtualNetworks": client.virtual_networks,
        }

    def make(self, method, path, body, headers):
        """Returns how it was made: by an operation of the client, or as a plain request through it."""
        url = urlsplit(path)
        parts = url.path.strip("/").split("/")
        operations = self.groups.get(parts[6]) if len(parts) > 7 else None
        # What an operation cannot express goes through the client's pipeline as it is.
        if operations and not url.query and not headers.keys() & {"Content-Type", "Authorization"}:
            operation = self.operation(operations, method, parts[8:], unquote(parts[7]), body, headers)
            if operation:
                operation()
                return "operation"
        self.plain(method, url, body, headers)
        return "request"

    def operation(self, operations, method, call, name, body, headers):
        payload = body.encode()
        options = {"headers": headers} if headers else {}
        if not call:
            if method == "GET":
                return lambda: operations.get(GROUP, name, **options)
            if method == "PUT":
                return lambda: operations.begin_create_or_update(GROUP, name, payload, **options).result()
            if method == "PATCH":
                return lambda: operations.update_tags(GROUP, name, payload, **options)
            if method == "DELETE":
                return lambda: operations.begin_delete(GROUP, name, **options).result()
        if operations is self.client.service_gateways and len(call) == 1:
            if (method, call[0]) == ("GET", "services"):
                return lambda: list(operations.get_services(GROUP, name))
            if (method, call[0]) == ("POST", "updateServices"):
                return lambda: operations.update_services(GROUP, name, payload)
            if (method, call[0]) == ("POST", "updateAddressLocations"):
                return lambda: operations.update_address_locations(GROUP, name, payload)
        return None

    def plain(self, method, url, body, headers):
        query = dict(parse_qsl(url.query)) if url.query else {"api-version": "2026-03-01"}
        sent = {"Content-Type": "application/json", **headers} if body else headers
        request = HttpRequest(
            method,
            f"{self.client._config.base_url}{url.path}",  # pylint: disable=protected-access
            params=query,
            headers=sent,
            content=body.encode() if body else None,
        )
        response = self.client.send_request(request)
        if response.status_code >= 400:
            raise HttpResponseError(response=response, error_format=ARMErrorFormat)


def refusals(client):
    requests = Requests(client)
    for line in sys.stdin:
        case = json.loads(line)
        how = "operation"
        try:
            how = requests.make(case["method"], case["path"], case["body"], case["headers"])
            seen = {"raised": "nothing", "how": how}
        except HttpResponseError as error:
            seen = {
                "raised": type(error).__name__,
                "status": error.status_code,
                "code": error.error.code if error.error else "",
                "message": error.error.message if error.error else str(error),
            }
        print(json.dumps(seen), flush=True)


def main():
    base, command = sys.argv[1:]
    client = connect(base)
    if command == "tour":
        Tour(client).run()
    else:
        refusals(client)


if __name__ == "__main__":
    main()

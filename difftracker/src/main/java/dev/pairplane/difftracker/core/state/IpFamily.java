package dev.pairplane.difftracker.core.state;

/// The two families of addresses, with the names that Kubernetes and Azure both use.
public enum IpFamily {
    IPV4("IPv4"),
    IPV6("IPv6");

    private final String text;

    IpFamily(String text) {
        this.text = text;
    }

    /// `IPv4` or `IPv6`.
    public String text() {
        return text;
    }
}

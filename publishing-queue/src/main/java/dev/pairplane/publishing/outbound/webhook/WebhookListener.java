package dev.pairplane.publishing.outbound.webhook;

/// Is told what the sender does, on its event loops; must be quick and not throw.
@FunctionalInterface
public interface WebhookListener {

    /// Nobody listens.
    WebhookListener NONE = _ -> {};

    void on(WebhookEvent event);
}

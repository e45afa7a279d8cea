package dev.pairplane.difftracker.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import dev.pairplane.observability.logging.Secret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where in Azure the gateway is, and how Azure is called.
@RegisterForReflection
@ConfigMapping(
        prefix = "difftracker.azure",
        namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface AzureConfig {
    /// Where the token comes from.
    enum TokenSource {
        AUTO,
        FILE,
        STATIC
    }

    @Doc("The subscription.")
    String subscriptionId();

    @Doc("The subscription of the network resources, if it is another one.")
    Optional<String> networkSubscriptionId();

    @Doc("The resource group of the gateway and of everything that is made.")
    String resourceGroup();

    @Doc("The region, as in westeurope.")
    String location();

    @Doc("The service gateway's name.")
    String serviceGatewayName();

    @Doc("The virtual network's name.")
    String vnetName();

    @Doc("The virtual network's resource group, if it is another one.")
    Optional<String> vnetResourceGroup();

    @Doc("Where Azure Resource Manager answers. http only for this machine.")
    @WithDefault("https://management.azure.com")
    URI armEndpoint();

    @Doc("The version of the network API.")
    @WithDefault("2025-05-01")
    String apiVersion();

    @Doc("How long making a connection to Azure may take.")
    @Range(min = "10ms", max = "5m")
    @WithDefault("10s")
    Duration connectTimeout();

    @Doc(
            "How many requests to Azure may be under way at once: at least"
                    + " difftracker.operations.concurrency and 2 more.")
    @Range(min = "3", max = "1002")
    @WithDefault("32")
    int maxConcurrentCalls();

    @Doc("The time between two looks at a long-running operation, where Azure names none.")
    @Range(min = "1ms", max = "10m")
    @WithDefault("5s")
    Duration pollInterval();

    @Doc("The longest time between two looks, whatever Azure names.")
    @Range(min = "1ms", max = "10m")
    @WithDefault("60s")
    Duration maxPollInterval();

    @Doc("Who tokens are asked for; another one in sovereign clouds.")
    @WithDefault("https://management.azure.com/")
    String audience();

    @Doc(
            "Where tokens come from. auto: the workload identity or managed identity that the"
                    + " environment names. file: token_file, read again when it changes. static:"
                    + " token.")
    @WithDefault("auto")
    TokenSource tokenSource();

    @Doc("The file that holds the token, for token_source file.")
    Optional<Path> tokenFile();

    @Doc("The token, for token_source static.")
    Optional<Secret> token();
}

/// Where the bearer tokens for Azure come from.
///
/// A [TokenSource] hands out a token on request; [CachedTokens] keeps one until shortly before it
/// ends and asks a [TokenExchange] for the next: a federated token of the pod ([WorkloadIdentity]),
/// the machine's identity ([ManagedIdentity]), or a client secret ([ClientSecret]).
/// [AzureCredentials] picks one from the environment, as Microsoft's libraries do. [StaticTokens]
/// serves simulators. Tokens travel as [dev.pairplane.observability.logging.Secret] and are in no
/// message.
@NullMarked
package dev.pairplane.difftracker.outbound.azure.token;

import org.jspecify.annotations.NullMarked;

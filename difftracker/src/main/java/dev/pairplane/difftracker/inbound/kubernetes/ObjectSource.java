package dev.pairplane.difftracker.inbound.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import java.time.Duration;

/// One kind of objects in the API server, of all namespaces. Errors come as
/// [io.fabric8.kubernetes.client.KubernetesClientException].
///
/// @param <T> the kind
interface ObjectSource<T extends HasMetadata> {

    /// A page of what is there.
    ///
    /// @param continuation where the page before ended; empty for the first
    KubernetesResourceList<T> list(String continuation);

    /// Follows changes. Returns once the API server has agreed to it.
    ///
    /// @param version the version to follow from
    /// @param atMost after this time the API server ends it
    Watch watch(String version, Duration atMost, Watcher<T> watcher);

    /// The kind as the client serves it.
    ///
    /// @param pageSize objects in a page
    static <T extends HasMetadata, L extends KubernetesResourceList<T>> ObjectSource<T> of(
            AnyNamespaceOperation<T, L, ?> client, long pageSize) {
        return new ObjectSource<>() {
            @Override
            public KubernetesResourceList<T> list(String continuation) {
                var options = new ListOptionsBuilder().withLimit(pageSize);
                return client.list(
                        (continuation.isEmpty() ? options : options.withContinue(continuation))
                                .build());
            }

            @Override
            public Watch watch(String version, Duration atMost, Watcher<T> watcher) {
                return client.watch(
                        new ListOptionsBuilder()
                                .withResourceVersion(version)
                                .withAllowWatchBookmarks(true)
                                .withTimeoutSeconds(atMost.toSeconds())
                                .build(),
                        watcher);
            }
        };
    }
}

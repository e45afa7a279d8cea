package dev.pairplane.difftracker.inbound.kubernetes;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// An API server of Services in memory: pages of two, and watches that a test speaks through.
final class ScriptedSource implements ObjectSource<Service> {
    private static final int PAGE = 2;

    private final Map<String, Service> objects = new TreeMap<>();
    private int version = 100;
    private int failures;

    /// Versions that watches asked to follow from.
    final List<String> followed = new CopyOnWriteArrayList<>();

    /// Continuations of the lists.
    final List<String> pages = new CopyOnWriteArrayList<>();

    /// Watches, as they are opened.
    final BlockingQueue<Watcher<Service>> watchers = new LinkedBlockingQueue<>();

    synchronized Service put(String name, String uid) {
        version++;
        Service service =
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("ns")
                        .withName(name)
                        .withUid(uid)
                        .withResourceVersion(Integer.toString(version))
                        .endMetadata()
                        .build();
        objects.put(name, service);
        return service;
    }

    synchronized Service remove(String name) {
        version++;
        Service gone = new ServiceBuilder(objects.remove(name)).build();
        gone.getMetadata().setResourceVersion(Integer.toString(version));
        return gone;
    }

    /// The next lists and watches fail, as many as this.
    synchronized void fail(int times) {
        failures = times;
    }

    private void failIfTold() {
        if (failures > 0) {
            failures--;
            throw new KubernetesClientException(
                    "Operation: [list] failed.", new java.io.IOException("connection refused"));
        }
    }

    @Override
    public synchronized KubernetesResourceList<Service> list(String continuation) {
        failIfTold();
        pages.add(continuation);
        int from = continuation.isEmpty() ? 0 : Integer.parseInt(continuation);
        var all = new ArrayList<>(objects.values());
        int to = Math.min(from + PAGE, all.size());
        return new ServiceListBuilder()
                .withItems(all.subList(from, to))
                .withMetadata(
                        new ListMetaBuilder()
                                .withResourceVersion(Integer.toString(version))
                                .withContinue(to < all.size() ? Integer.toString(to) : null)
                                .build())
                .build();
    }

    @Override
    public synchronized Watch watch(String from, Duration atMost, Watcher<Service> watcher) {
        failIfTold();
        followed.add(from);
        watchers.add(watcher);
        return () -> {};
    }
}

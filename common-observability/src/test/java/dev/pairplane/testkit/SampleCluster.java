package dev.pairplane.testkit;

import java.util.concurrent.CountDownLatch;

/// Starts a whole control plane and waits to be killed.
final class SampleCluster {

    private SampleCluster() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (var cluster = ControlPlane.start(ControlPlane.Options.whole())) {
            cluster.pids().forEach((part, pid) -> System.out.println("part " + part + " " + pid));
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }
}

package dev.pairplane.storage.it;

import dev.pairplane.testkit.Seeds;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Clients that write and delete all the time, remember what was acknowledged, and check it later.
///
/// Each has keys of its own and writes a few that all share. A round is: [#begin], then
/// [#expectEnd] before the node is ended, [#end], and after its next start [#verify].
final class Load {
    /// Of all rounds.
    ///
    /// @param acknowledged mutations that the node acknowledged
    /// @param inDoubt mutations that had no answer when the node ended
    /// @param present how many of those in doubt were found after the start
    record Totals(long acknowledged, long inDoubt, long present) {}

    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore acknowledgements = new Semaphore(0);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong inDoubt = new AtomicLong();
    private final AtomicLong present = new AtomicLong();
    private final AtomicLong drained = new AtomicLong();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final Queue<Status> endings = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    Load(Seeds seeds, int clients, int keysEach) {
        for (int i = 0; i < clients; i++) {
            this.clients.add(new Client(this, "c" + i, keysEach, seeds.random("client " + i)));
        }
    }

    /// Lets all clients write, each on a thread of its own.
    void begin(ManagedChannel channel) {
        ending = false;
        endings.clear();
        drained.set(0);
        for (Client client : clients) {
            threads.add(Thread.ofPlatform().daemon().start(() -> client.write(Node.stub(channel))));
        }
    }

    /// Waits for so many more acknowledgements.
    void awaitAcknowledged(int count) throws InterruptedException {
        acknowledgements.drainPermits();
        if (!acknowledgements.tryAcquire(count, Node.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the load stands still: " + unexpected);
        }
    }

    /// From now on calls may fail.
    void expectEnd() {
        ending = true;
    }

    /// Waits until every client has met the end of the node.
    void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Node.PATIENCE);
            if (thread.isAlive()) {
                throw new AssertionError("a client still waits for an answer");
            }
        }
        threads.clear();
    }

    /// Reads everything back.
    ///
    /// @return what is wrong, one line each; empty when everything that was acknowledged is there
    List<String> verify(ManagedChannel channel) throws InterruptedException {
        List<Thread> readers = new ArrayList<>();
        for (Client client : clients) {
            readers.add(Thread.ofPlatform().daemon().start(() -> client.verify(channel)));
        }
        for (Thread reader : readers) {
            reader.join(Node.PATIENCE);
        }
        List<String> found = new ArrayList<>(unexpected);
        unexpected.clear();
        return found;
    }

    Totals totals() {
        return new Totals(acknowledged.get(), inDoubt.get(), present.get());
    }

    /// How the clients' last calls ended.
    List<Status> endings() {
        return List.copyOf(endings);
    }

    /// How many calls were refused because the node was shutting down.
    long drained() {
        return drained.get();
    }

    void wasAcknowledged() {
        acknowledged.incrementAndGet();
        acknowledgements.release();
    }

    void wasDrained() {
        drained.incrementAndGet();
    }

    void wasInDoubt(boolean there) {
        inDoubt.incrementAndGet();
        if (there) {
            present.incrementAndGet();
        }
    }

    void ended(Status status) {
        endings.add(status);
        if (!ending) {
            unexpected.add("a call failed while the node was up: " + status);
        }
    }

    void wrong(String what) {
        unexpected.add(what);
    }
}

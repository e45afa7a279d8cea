package dev.pairplane.storage.inbound.grpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers how requests ended.
public final class EndingRecorder implements RequestListener {
    final List<Heard> heard = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();

    record Heard(Rpc rpc, Ending ending, long nanos, long valueBytes) {}

    @Override
    public void ended(Rpc rpc, Ending ending, long nanos, long valueBytes) {
        heard.add(new Heard(rpc, ending, nanos, valueBytes));
    }

    @Override
    public void failed(Rpc rpc, String keyHash, Throwable failure) {
        failures.add(rpc + " " + keyHash + " " + failure.getMessage());
    }

    List<Ending> endings() {
        return heard.stream().map(Heard::ending).toList();
    }
}

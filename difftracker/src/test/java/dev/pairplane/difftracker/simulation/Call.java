package dev.pairplane.difftracker.simulation;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One call of a process, from its sending until neither its answer nor its effect can come any
/// more.
final class Call {

    /// What a call is for, as far as rules care.
    enum Kind {
        READ,
        PUT,
        DELETE,
        REGISTER,
        CLEAR,
        UNREGISTER,
        BATCH,
        KUBERNETES
    }

    final ControllerProcess process;
    final Kind kind;
    final String what;

    /// Identities of the services it is about.
    final Set<String> about;

    final long timeout;

    /// When its process had last looked at the whole gateway, when it was sent.
    final long gatewaySeen;

    /// When its process had last looked at each service, when it was sent. What is found later
    /// comes too late for it.
    private final Map<String, Long> looked;

    /// The beginning of its effect, as long as that is ahead.
    World.@Nullable Event begin;

    boolean answered;

    /// Whether its fate is another than to be answered, in time, with what it did.
    boolean faulty;

    Call(ControllerProcess process, Kind kind, String what, Set<String> about, long timeout) {
        this.process = process;
        this.kind = kind;
        this.what = what;
        this.about = about;
        this.timeout = timeout;
        this.gatewaySeen = process.gatewaySeen();
        this.looked =
                about.stream().collect(Collectors.toMap(Function.identity(), process::lastLook));
    }

    long lastLook(String identity) {
        Long known = looked.get(identity);
        return known == null ? process.lastLook(identity) : known;
    }

    boolean mayStillTakeEffect() {
        return begin != null;
    }

    boolean over() {
        return answered && begin == null;
    }

    @Override
    public String toString() {
        return what;
    }
}

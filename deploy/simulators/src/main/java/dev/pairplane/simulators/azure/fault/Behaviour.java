package dev.pairplane.simulators.azure.fault;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// How requests are answered in general. Start from [#prompt] or [#likeAzure].
///
/// @param put the flavour of PUT
/// @param delete the flavour of DELETE
/// @param update the flavour of a gateway's two updates
/// @param asyncDelay how long an asynchronous operation takes; with 0 it is done before its first
///   poll
/// @param retryAfter seconds in `Retry-After` of asynchronous answers
/// @param addressInFirstAnswer whether the PUT that creates a public IP shows its address
/// @param strictUnregister whether unregistering an unknown service is refused with 404
/// @param oneUpdateAtATime whether a gateway refuses an update while another is in progress
/// @param requireToken whether a request needs a bearer token
/// @param pageSize entries of a page
/// @param latency by kind of request; none where it is missing
/// @param bucket the limit on requests, polls left out
public record Behaviour(
        Flavour put,
        Flavour delete,
        Flavour update,
        Duration asyncDelay,
        int retryAfter,
        boolean addressInFirstAnswer,
        boolean strictUnregister,
        boolean oneUpdateAtATime,
        boolean requireToken,
        int pageSize,
        Map<CallKind, Latency> latency,
        Optional<Bucket> bucket) {

    public Behaviour {
        if (pageSize < 1 || retryAfter < 0 || asyncDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "pages have 1 entry or more, delays are not negative; not "
                            + pageSize
                            + ", "
                            + retryAfter
                            + " and "
                            + asyncDelay);
        }
        latency = Map.copyOf(latency);
    }

    /// Everything is done when it is answered.
    public static Behaviour prompt() {
        return new Behaviour(
                Flavour.SYNC,
                Flavour.SYNC,
                Flavour.SYNC,
                Duration.ZERO,
                0,
                true,
                false,
                false,
                true,
                1000,
                Map.of(),
                Optional.empty());
    }

    /// Resources take half a second and are polled, as with the real thing; updates of a gateway
    /// are done at once.
    public static Behaviour likeAzure() {
        return prompt().flavours(Flavour.ASYNC_OPERATION, Flavour.LOCATION, Flavour.SYNC)
                .delays(Duration.ofMillis(500), 1)
                .firstAddress(false);
    }

    public Behaviour flavours(Flavour newPut, Flavour newDelete, Flavour newUpdate) {
        return new Behaviour(
                newPut,
                newDelete,
                newUpdate,
                asyncDelay,
                retryAfter,
                addressInFirstAnswer,
                strictUnregister,
                oneUpdateAtATime,
                requireToken,
                pageSize,
                latency,
                bucket);
    }

    /// Other times for asynchronous operations.
    ///
    /// @param seconds in `Retry-After`
    public Behaviour delays(Duration async, int seconds) {
        return new Behaviour(
                put,
                delete,
                update,
                async,
                seconds,
                addressInFirstAnswer,
                strictUnregister,
                oneUpdateAtATime,
                requireToken,
                pageSize,
                latency,
                bucket);
    }

    public Behaviour firstAddress(boolean shown) {
        return new Behaviour(
                put,
                delete,
                update,
                asyncDelay,
                retryAfter,
                shown,
                strictUnregister,
                oneUpdateAtATime,
                requireToken,
                pageSize,
                latency,
                bucket);
    }

    /// Other answers where Azure's are not known for sure.
    ///
    /// @param unregister refuses to unregister what is not there
    /// @param alone refuses an update of a gateway while another is in progress
    public Behaviour strictness(boolean unregister, boolean alone) {
        return new Behaviour(
                put,
                delete,
                update,
                asyncDelay,
                retryAfter,
                addressInFirstAnswer,
                unregister,
                alone,
                requireToken,
                pageSize,
                latency,
                bucket);
    }

    public Behaviour token(boolean required) {
        return new Behaviour(
                put,
                delete,
                update,
                asyncDelay,
                retryAfter,
                addressInFirstAnswer,
                strictUnregister,
                oneUpdateAtATime,
                required,
                pageSize,
                latency,
                bucket);
    }

    public Behaviour pages(int size) {
        return new Behaviour(
                put,
                delete,
                update,
                asyncDelay,
                retryAfter,
                addressInFirstAnswer,
                strictUnregister,
                oneUpdateAtATime,
                requireToken,
                size,
                latency,
                bucket);
    }

    /// Another delay for one kind of request.
    public Behaviour latency(CallKind kind, Latency newLatency) {
        Map<CallKind, Latency> changed = new EnumMap<>(CallKind.class);
        changed.putAll(latency);
        changed.put(kind, newLatency);
        return new Behaviour(
                put,
                delete,
                update,
                asyncDelay,
                retryAfter,
                addressInFirstAnswer,
                strictUnregister,
                oneUpdateAtATime,
                requireToken,
                pageSize,
                changed,
                bucket);
    }

    public Behaviour throttle(Optional<Bucket> newBucket) {
        return new Behaviour(
                put,
                delete,
                update,
                asyncDelay,
                retryAfter,
                addressInFirstAnswer,
                strictUnregister,
                oneUpdateAtATime,
                requireToken,
                pageSize,
                latency,
                newBucket);
    }
}

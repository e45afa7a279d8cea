package dev.pairplane.simulators.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.Set;

/// How a name answers.
///
/// @param status of the answer
/// @param delay before the answer
/// @param hold whether there is no answer until the behaviour changes
/// @param retryAfter seconds, for the header of that name
/// @param cut whether the connection is closed instead of an answer
/// @param times for so many deliveries, then [#NORMAL] again; 0 for all
record Behaviour(
        int status, Duration delay, boolean hold, boolean cut, OptionalInt retryAfter, int times) {

    static final Duration MAX_DELAY = Duration.ofSeconds(60);

    static final Behaviour NORMAL =
            new Behaviour(200, Duration.ZERO, false, false, OptionalInt.empty(), 0);

    private static final Set<String> MEMBERS =
            Set.of("status", "delay_ms", "hold", "cut", "retry_after_seconds", "times");
    private static final int MAX_RETRY_AFTER = 86_400;
    private static final int MAX_TIMES = 1_000_000;

    /// Reads what somebody asks for; what is not said is normal.
    ///
    /// @throws IllegalArgumentException saying what would be right
    static Behaviour parse(JsonNode asked) {
        if (!asked.isObject()) {
            throw new IllegalArgumentException(
                    "a behaviour is an object, such as {\"status\": 503, \"times\": 10}");
        }
        for (Iterator<String> names = asked.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown member '%s': a behaviour has %s"
                                .formatted(name, MEMBERS.stream().sorted().toList()));
            }
        }
        return new Behaviour(
                number(asked, "status", 200, 599, NORMAL.status),
                Duration.ofMillis(
                        number(asked, "delay_ms", 0, Math.toIntExact(MAX_DELAY.toMillis()), 0)),
                asked.path("hold").asBoolean(false),
                asked.path("cut").asBoolean(false),
                asked.has("retry_after_seconds")
                        ? OptionalInt.of(
                                number(asked, "retry_after_seconds", 0, MAX_RETRY_AFTER, 0))
                        : OptionalInt.empty(),
                number(asked, "times", 0, MAX_TIMES, 0));
    }

    private static int number(JsonNode asked, String name, int least, int most, int otherwise) {
        JsonNode value = asked.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
            throw new IllegalArgumentException(
                    "%s is a whole number from %d to %d, not %s"
                            .formatted(name, least, most, value));
        }
        return value.asInt();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", status);
        json.put("delay_ms", delay.toMillis());
        json.put("hold", hold);
        json.put("cut", cut);
        retryAfter.ifPresent(seconds -> json.put("retry_after_seconds", seconds));
        json.put("times", times);
        return json;
    }
}

package dev.pairplane.publishing.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// How the targets answer: one of them as its mood is.
final class Moods {
    private static final List<String> ALL =
            List.of(
                    "{\"status\": 503, \"times\": 2}",
                    "{\"status\": 503, \"times\": 60}",
                    "{\"status\": 503}",
                    "{\"status\": 503, \"retry_after_seconds\": 1, \"times\": 3}",
                    "{\"status\": 429, \"retry_after_seconds\": 1, \"times\": 2}",
                    "{\"status\": 400, \"times\": 5}",
                    "{\"status\": 400, \"times\": 10}",
                    "{\"status\": 200, \"delay_ms\": 300, \"times\": 30}",
                    // Later than the sender waits; nothing but a failure may come so late, or one
                    // could not tell whether a second delivery is somebody's fault.
                    "{\"status\": 504, \"delay_ms\": 4500, \"times\": 8}",
                    "{\"cut\": true, \"times\": 15}",
                    "{}",
                    "{}",
                    "{}");

    private final World world;
    private final RandomGenerator random;

    Moods(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    void begin() throws InterruptedException {
        put(World.SLOW, "{\"status\": 202, \"delay_ms\": 40}");
    }

    /// Another mood, perhaps.
    void change() throws InterruptedException {
        put(World.MOODY, ALL.get(random.nextInt(ALL.size())));
    }

    /// From now on all answer well.
    void calm() throws InterruptedException {
        put(World.MOODY, "{}");
    }

    private void put(String target, String behaviour) throws InterruptedException {
        URI uri = world.receiver().uri().resolve("/targets/" + target + "/behaviour");
        assertThat(
                        QueueProcess.send(
                                        HttpRequest.newBuilder(uri)
                                                .timeout(Duration.ofSeconds(10))
                                                .PUT(BodyPublishers.ofString(behaviour))
                                                .build())
                                .statusCode())
                .isEqualTo(200);
    }
}

package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.guard.GuardSettings;
import dev.pairplane.publishing.outbound.guard.GuardedHosts;
import dev.pairplane.publishing.outbound.guard.HostResolver;
import io.opentelemetry.api.trace.TracerProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A sender with all it needs, DNS played by a map, and its results waited for on the serial
/// thread, where they have to come.
public final class SentWebhooks implements AutoCloseable {

    /// Enough for any attempt of these tests.
    public static final Duration LONG = Duration.ofSeconds(20);

    private static final String SERIAL = "serial";

    public final Map<String, List<InetAddress>> dns = new ConcurrentHashMap<>();
    public final Map<String, Destination> destinations = new ConcurrentHashMap<>();
    public final List<WebhookEvent> events = new CopyOnWriteArrayList<>();
    public final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    public final WebhookSender sender;

    private final ExecutorService serial =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name(SERIAL).factory());

    /// Private networks are open, since receivers are on this machine.
    public SentWebhooks() {
        this(new GuardSettings(true, List.of(), Set.of()), settings(List.of()));
    }

    public SentWebhooks(GuardSettings guard, WebhookSettings settings) {
        this(guard, settings, Optional.empty());
    }

    /// @param resolver instead of the map
    public SentWebhooks(
            GuardSettings guard, WebhookSettings settings, Optional<HostResolver> resolver) {
        this(guard, settings, resolver, TracerProvider.noop());
    }

    /// As the first one, and traced.
    static SentWebhooks traced(TracerProvider tracers) {
        return new SentWebhooks(
                new GuardSettings(true, List.of(), Set.of()),
                settings(List.of()),
                Optional.empty(),
                tracers);
    }

    private SentWebhooks(
            GuardSettings guard,
            WebhookSettings settings,
            Optional<HostResolver> resolver,
            TracerProvider tracers) {
        sender =
                new WebhookSender(
                        vertx,
                        serial,
                        name -> Optional.ofNullable(destinations.get(name)),
                        new GuardedHosts(new AddressGuard(guard), resolver.orElse(this::fromMap)),
                        InstantSource.fixed(SampleJobs.NOW),
                        settings,
                        tracers.get("test"),
                        events::add);
    }

    private CompletableFuture<List<InetAddress>> fromMap(String name) {
        List<InetAddress> addresses = dns.get(name);
        return addresses == null
                ? CompletableFuture.failedFuture(new UnknownHostException(name))
                : CompletableFuture.completedFuture(addresses);
    }

    /// Settings with a certificate that is trusted besides.
    public static WebhookSettings trusting(Path certificate) {
        return settings(List.of(certificate));
    }

    /// Settings that leave a slow machine time to connect.
    public static WebhookSettings settings(List<Path> trusted) {
        var settings = WebhookSettings.of("1.2.3");
        return new WebhookSettings(
                settings.version(),
                LONG,
                settings.connectionsPerHost(),
                settings.waitingPerHost(),
                settings.idleTimeout(),
                settings.eventLoops(),
                settings.maxAnswer(),
                settings.addressesTried(),
                trusted);
    }

    /// A target named `ops` with nothing special.
    public static Destination plain(String url) {
        return destination(url, Map.of(), new Auth.None(), List.of(), LONG);
    }

    public static Destination destination(
            String url,
            Map<String, Secret> headers,
            Auth auth,
            List<SigningKey> signing,
            Duration timeout) {
        return new Destination(
                "ops",
                1,
                URI.create(url),
                Destination.Method.POST,
                BodyFormat.WEBHOOK,
                headers,
                auth,
                signing,
                timeout,
                1 << 20,
                List.of());
    }

    /// What comes of one attempt at a destination.
    public SendResult send(Destination destination) throws Exception {
        return send(destination, SampleJobs.full(destination.name()), 1);
    }

    public SendResult send(Destination destination, Job job, int attempt) throws Exception {
        destinations.put(destination.name(), destination);
        return start(job, attempt).result().get(LONG.toSeconds() * 2, TimeUnit.SECONDS);
    }

    /// An attempt under way.
    public record Started(Sender.Sending sending, CompletableFuture<SendResult> result) {}

    /// Starts an attempt at the destination that the job names.
    public Started start(Job job, int attempt) {
        var result = new CompletableFuture<SendResult>();
        var target =
                new Target(
                        job.target(),
                        TargetType.WEBHOOK,
                        BodyFormat.WEBHOOK,
                        true,
                        1,
                        "",
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        LONG,
                        1 << 20,
                        false);
        Sender.Sending sending =
                sender.send(
                        job,
                        target,
                        attempt,
                        got -> {
                            if (!Thread.currentThread().getName().equals(SERIAL)) {
                                result.completeExceptionally(
                                        new AssertionError("told on " + Thread.currentThread()));
                            }
                            if (!result.complete(got)) {
                                result.obtrudeException(new AssertionError("told twice"));
                            }
                        });
        return new Started(sending, result);
    }

    @Override
    public void close() {
        sender.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        serial.shutdownNow();
    }
}

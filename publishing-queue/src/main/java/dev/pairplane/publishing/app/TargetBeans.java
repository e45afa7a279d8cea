package dev.pairplane.publishing.app;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.config.TargetsConfig;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.guard.GuardSettings;
import dev.pairplane.publishing.outbound.guard.GuardedHosts;
import dev.pairplane.publishing.outbound.guard.SystemResolver;
import dev.pairplane.publishing.outbound.targetfile.TargetFile;
import dev.pairplane.publishing.outbound.targetfile.TargetFileEvent;
import dev.pairplane.publishing.outbound.targetfile.TargetFileListener;
import dev.pairplane.publishing.outbound.targetfile.TargetFileSettings;
import dev.pairplane.publishing.outbound.targetfile.TargetSnapshot;
import dev.pairplane.publishing.outbound.webhook.WebhookEvent;
import dev.pairplane.publishing.outbound.webhook.WebhookListener;
import dev.pairplane.publishing.outbound.webhook.WebhookSender;
import dev.pairplane.publishing.outbound.webhook.WebhookSettings;
import dev.pairplane.publishing.telemetry.TargetFileTelemetry;
import dev.pairplane.publishing.telemetry.WebhookTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Makes what reads the targets and what sends to them.
final class TargetBeans {
    private static final int LOOK_UPS = 4;
    private static final int WAITING_LOOK_UPS = 1024;

    @Produces
    @Singleton
    AddressGuard guard(TargetsConfig targets) {
        List<String> hosts =
                targets.allowedHosts().stream()
                        .flatMap(text -> Stream.of(text.split(",", -1)))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList();
        return new AddressGuard(new GuardSettings(targets.allowPrivateNetworks(), hosts, Set.of()));
    }

    @Produces
    @Singleton
    SystemResolver resolver() {
        return new SystemResolver(LOOK_UPS, WAITING_LOOK_UPS);
    }

    /// Whom a reading of the files is told; set when the service starts.
    @Produces
    @Singleton
    TargetReceivers receivers() {
        return new TargetReceivers();
    }

    @Produces
    @Singleton
    TargetFile targetFile(
            TargetsConfig targets, AddressGuard guard, Metrics metrics, TargetReceivers receivers) {
        TargetFileSettings defaults = TargetFileSettings.of(targets.path());
        TargetFileTelemetry telemetry = new TargetFileTelemetry(metrics, InstantSource.system());
        TargetFileListener listener =
                (event, current) -> {
                    tell(telemetry, event, current);
                    // What could not be read says nothing of which targets there are.
                    if (event instanceof TargetFileEvent.Loaded) {
                        receivers.accept(current.targets());
                    }
                };
        return new TargetFile(
                new TargetFileSettings(
                        targets.path(),
                        targets.reloadInterval(),
                        defaults.maxFileBytes(),
                        defaults.maxFiles(),
                        defaults.maxTargets(),
                        targets.staleGrace(),
                        defaults.defaultTimeout(),
                        defaults.maxBody(),
                        targets.allowInsecure()),
                guard,
                name -> Optional.ofNullable(System.getenv(name)),
                System::nanoTime,
                listener);
    }

    private static void tell(
            TargetFileTelemetry telemetry, TargetFileEvent event, TargetSnapshot current) {
        switch (event) {
            case TargetFileEvent.Loaded loaded ->
                    telemetry.loaded(
                            loaded.valid(),
                            loaded.invalid(),
                            loaded.faults().stream().map(Object::toString).toList(),
                            loaded.changed(),
                            !current.stale().isEmpty());
            case TargetFileEvent.LoadFailed(String why) -> telemetry.failed(why);
        }
    }

    @Produces
    @Singleton
    WebhookSender sender(
            Vertx vertx,
            SerialExecutor serial,
            TargetFile targets,
            AddressGuard guard,
            SystemResolver resolver,
            Tracer tracer,
            Metrics metrics) {
        WebhookTelemetry telemetry = new WebhookTelemetry(metrics);
        WebhookListener listener =
                event -> {
                    switch (event) {
                        case WebhookEvent.RequestMade made ->
                                telemetry.requested(
                                        made.target(),
                                        made.method(),
                                        made.statusClass(),
                                        made.duration(),
                                        made.payload());
                        case WebhookEvent.AddressRefused(String target, String why) ->
                                telemetry.addressRefused(target, why);
                        case WebhookEvent.NotMade(String target, String obstacle) ->
                                telemetry.notMade(target, obstacle);
                    }
                };
        return new WebhookSender(
                vertx,
                serial,
                targets::find,
                new GuardedHosts(guard, resolver),
                InstantSource.system(),
                WebhookSettings.of(BuildInfo.read().version()),
                tracer,
                listener);
    }

    /// Hands targets on to whoever wants them, once the service has started.
    static final class TargetReceivers implements Consumer<TargetSet> {
        private volatile List<Consumer<TargetSet>> receivers = List.of();

        /// From now on these are told.
        void set(List<Consumer<TargetSet>> now) {
            receivers = List.copyOf(now);
        }

        @Override
        public void accept(TargetSet targets) {
            receivers.forEach(receiver -> receiver.accept(targets));
        }
    }
}

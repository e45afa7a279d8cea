package dev.pairplane.testkit;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may know whom: each dependency of each class is judged once, by where it starts and ends.
final class LayerRules {

    /// What each layer may know of its own service; `app` may know all.
    private static final Map<String, Set<String>> KNOWS =
            Map.of(
                    "config", Set.of("config"),
                    "core", Set.of("core"),
                    "inbound", Set.of("inbound", "core", "config"),
                    "outbound", Set.of("outbound", "core", "config"),
                    "telemetry", Set.of("telemetry", "core", "config"),
                    "app", Scope.LAYERS);

    private LayerRules() {}

    static List<Finding> findings(Scope scope, JavaClasses classes) {
        var found = new ArrayList<Finding>();
        scope.written(classes)
                .forEach(type -> {
                    if (!Scope.LAYERS.contains(scope.layer(type.getPackageName()))) {
                        found.add(outside(scope, type));
                    }
                    type.getDirectDependenciesFromSelf()
                            .forEach(d -> judge(scope, type, d).ifPresent(found::add));
                });
        found.addAll(cycles(scope, classes));
        return found.stream().distinct().toList();
    }

    private static Finding outside(Scope scope, JavaClass type) {
        return new Finding(
                Rule.SIX_PACKAGES,
                Scope.topLevel(type),
                "is in "
                        + type.getPackageName()
                        + ", which is none of the six packages below "
                        + scope.base());
    }

    private static Optional<Finding> judge(Scope scope, JavaClass origin, Dependency dependency) {
        var target = dependency.getTargetClass().getBaseComponentType();
        var layer = scope.layer(origin.getPackageName());
        if (target.isPrimitive() || !KNOWS.containsKey(layer)) {
            return Optional.empty();
        }
        return broken(scope, layer, target.getPackageName())
                .map(rule ->
                        new Finding(rule, Scope.topLevel(origin), dependency.getDescription()));
    }

    private static Optional<Rule> broken(Scope scope, String layer, String target) {
        if (scope.isOwn(target)) {
            return ownBroken(scope, layer, target);
        }
        if (Scope.within(target, scope.sharedLibrary())) {
            return sharedBroken(scope, layer, target);
        }
        if (Scope.within(target, scope.root())) {
            return Optional.of(Rule.SERVICES);
        }
        return layer.equals("core") && !coreMayUse(scope, target)
                ? Optional.of(Rule.CORE_LIBRARIES)
                : Optional.empty();
    }

    private static Optional<Rule> ownBroken(Scope scope, String layer, String target) {
        var other = scope.layer(target);
        var known =
                scope.isGenerated(target)
                        ? Set.of("inbound", "outbound", "app").contains(layer)
                        : KNOWS.getOrDefault(layer, Set.of()).contains(other);
        if (known || (layer.equals("core") && coreMayUse(scope, target))) {
            return Optional.empty();
        }
        return Optional.of(
                switch (layer) {
                    case "core" -> Rule.CORE_LIBRARIES;
                    case "config" -> Rule.CONFIG_KNOWS_NOTHING;
                    case "inbound" ->
                            other.equals("outbound") ? Rule.INBOUND_OUTBOUND : Rule.LAYERS;
                    default -> Rule.LAYERS;
                });
    }

    private static Optional<Rule> sharedBroken(Scope scope, String layer, String target) {
        var opened = Scope.withinAny(target, scope.shared().getOrDefault(layer, List.of()));
        return switch (layer) {
            case "app", "telemetry", "outbound" -> Optional.empty();
            case "core" -> Optional.of(Rule.CORE_LIBRARIES);
            case "config" -> opened ? Optional.empty() : Optional.of(Rule.CONFIG_KNOWS_NOTHING);
            default -> opened ? Optional.empty() : Optional.of(Rule.SHARED_LIBRARY);
        };
    }

    private static boolean coreMayUse(Scope scope, String target) {
        return Scope.within(target, "java")
                || Scope.within(target, "org.jspecify")
                || Scope.withinAny(target, scope.libraries());
    }

    private static List<Finding> cycles(Scope scope, JavaClasses classes) {
        return SlicesRuleDefinition.slices()
                .matching(scope.base() + ".core.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .evaluate(classes)
                .getFailureReport()
                .getDetails()
                .stream()
                .map(detail -> new Finding(Rule.CORE_CYCLES, scope.base() + ".core", detail))
                .toList();
    }
}

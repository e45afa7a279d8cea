package dev.pairplane.testkit;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// House habits that show in class files: injection, names, null-marking, banned gRPC stubs.
final class HabitRules {

    private static final Pattern NAME =
            Pattern.compile("(Impl|Managers?|Utils?|Utility|Utilities|Helpers?)$");
    private static final Set<String> NO_PACKAGES =
            Set.of("common", "util", "utils", "helper", "helpers");

    /// Marks a field or a method into which a container would put something.
    private static final Set<String> INJECTING =
            Set.of(
                    "jakarta.inject.Inject",
                    "javax.inject.Inject",
                    "jakarta.annotation.Resource",
                    "org.eclipse.microprofile.config.inject.ConfigProperty",
                    "org.eclipse.microprofile.rest.client.inject.RestClient",
                    "io.quarkus.grpc.GrpcClient");

    /// Marks a class that a container makes.
    private static final Set<String> BEANS =
            Set.of(
                    "jakarta.inject.Singleton",
                    "jakarta.enterprise.context.ApplicationScoped",
                    "jakarta.enterprise.context.RequestScoped",
                    "jakarta.enterprise.context.Dependent",
                    "jakarta.ws.rs.Path",
                    "io.quarkus.grpc.GrpcService");

    private static final Set<String> MUTINY =
            Set.of(
                    "io.quarkus.grpc.MutinyBean",
                    "io.quarkus.grpc.MutinyClient",
                    "io.quarkus.grpc.MutinyService",
                    "io.quarkus.grpc.MutinyStub");

    private HabitRules() {}

    static List<Finding> findings(Scope scope, JavaClasses classes) {
        var found = new ArrayList<Finding>();
        var packages = new TreeMap<String, JavaPackage>();
        scope.written(classes)
                .forEach(type -> {
                    packages.put(type.getPackageName(), type.getPackage());
                    found.addAll(names(type));
                    found.addAll(injection(type));
                    found.addAll(configKept(scope, type));
                    found.addAll(stubs(type));
                });
        packages.values().forEach(p -> found.addAll(packageHabits(p)));
        return found.stream().distinct().toList();
    }

    private static List<Finding> names(JavaClass type) {
        return NAME.matcher(type.getSimpleName()).find()
                ? List.of(
                        new Finding(
                                Rule.NAMES,
                                Scope.topLevel(type),
                                type.getSimpleName() + " says nothing; name it after what it does"))
                : List.of();
    }

    private static List<Finding> injection(JavaClass type) {
        var found = new ArrayList<Finding>();
        for (JavaMember member : type.getMembers()) {
            // Parameters of a constructor or producer may be annotated; the member itself may not.
            for (JavaAnnotation<?> annotation : member.getAnnotations()) {
                if (INJECTING.contains(annotation.getRawType().getFullName())) {
                    found.add(
                            injection(
                                    type,
                                    member.getDescription()
                                            + " is annotated with "
                                            + annotation.getRawType().getSimpleName()
                                            + "; take it as a constructor's parameter"));
                }
            }
        }
        var bean =
                type.getAnnotations().stream()
                        .anyMatch(a -> BEANS.contains(a.getRawType().getFullName()));
        if (bean && constructors(type) > 1) {
            found.add(injection(type, "is a bean with more than one constructor"));
        }
        return found;
    }

    private static long constructors(JavaClass type) {
        return type.getConstructors().stream()
                .filter((JavaConstructor c) -> !c.getModifiers().contains(JavaModifier.SYNTHETIC))
                .count();
    }

    private static Finding injection(JavaClass type, String message) {
        return new Finding(Rule.INJECTION, Scope.topLevel(type), message);
    }

    private static List<Finding> configKept(Scope scope, JavaClass type) {
        if (scope.layer(type.getPackageName()).equals("config")) {
            return List.of();
        }
        return type.getFields().stream()
                .filter(field -> isConfig(scope, field))
                .map(field ->
                        new Finding(
                                Rule.CONFIG_KEPT,
                                Scope.topLevel(type),
                                field.getDescription()
                                        + " keeps a config object; read its values in the"
                                        + " constructor"))
                .toList();
    }

    private static boolean isConfig(Scope scope, JavaField field) {
        var type = field.getRawType();
        return type.isInterface()
                && scope.isOwn(type.getPackageName())
                && scope.layer(type.getPackageName()).equals("config");
    }

    private static List<Finding> stubs(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(d -> isStub(d.getTargetClass().getBaseComponentType()))
                .map(d ->
                        new Finding(
                                Rule.GRPC_STUBS,
                                Scope.topLevel(type),
                                d.getDescription() + "; use the StreamObserver base class"))
                .toList();
    }

    private static boolean isStub(JavaClass type) {
        var top = Scope.topLevel(type);
        var name = top.substring(top.lastIndexOf('.') + 1);
        return (name.startsWith("Mutiny") && name.endsWith("Grpc"))
                || MUTINY.stream().anyMatch(type::isAssignableTo);
    }

    private static List<Finding> packageHabits(JavaPackage javaPackage) {
        var found = new ArrayList<Finding>();
        var name = javaPackage.getName();
        for (String part : name.split("\\.", -1)) {
            if (NO_PACKAGES.contains(part)) {
                found.add(new Finding(Rule.NAMES, name, "a package named " + part));
            }
        }
        var marked =
                javaPackage
                        .tryGetPackageInfo()
                        .filter(i -> i.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .isPresent();
        if (!marked) {
            found.add(
                    new Finding(
                            Rule.NULL_MARKED,
                            name,
                            "has no package-info.java annotated with @NullMarked"));
        }
        return found;
    }
}

package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchitectureRulesTest {

    @TempDir Path folder;
    private PlantedService service;

    @BeforeEach
    void plantNothing() {
        service = new PlantedService(folder);
    }

    @Test
    void acceptsAServiceInShape() throws IOException {
        var rules = service.rules();

        rules.check();
        assertThat(rules.findings()).isEmpty();
        assertThat(rules.tests()).hasSize(Rule.values().length);
    }

    /// Each line plants one type and names the finding that has to follow; together they are
    /// compiled once.
    private static final List<String> PLANTED =
            """
            six-packages fx.svc.extra.Odd | package fx.svc.extra; class Odd {}
            six-packages fx.svc.Main | package fx.svc; class Main {}
            core-libraries fx.svc.core.X3 | package fx.svc.core; class X3 { org.assertj.core.data.Offset<Long> o; }
            core-libraries fx.svc.core.X4 | package fx.svc.core; class X4 { Object o = new fx.svc.outbound.Disk(); }
            core-libraries fx.svc.core.X5 | package fx.svc.core; class X5 extends fx.observability.Base {}
            inbound-outbound fx.svc.inbound.X6 | package fx.svc.inbound; class X6 { fx.svc.outbound.Disk[] d; }
            layers fx.svc.outbound.X7 | package fx.svc.outbound; class X7 { fx.svc.inbound.Api a; }
            layers fx.svc.telemetry.X8 | package fx.svc.telemetry; class X8 { fx.svc.proto.MutinyThingGrpc a() { return null; } }
            config-knows-nothing fx.svc.config.X9 | package fx.svc.config; interface X9 { fx.svc.core.plan.Port p(); }
            config-knows-nothing fx.svc.config.X10 | package fx.svc.config; interface X10 { fx.observability.Base b(); }
            shared-library fx.svc.inbound.X11 | package fx.svc.inbound; class X11 { fx.observability.Base b; }
            injection fx.svc.app.X12 | package fx.svc.app; class X12 { @jakarta.inject.Inject String s; }
            injection fx.svc.app.X13 | package fx.svc.app; class X13 { @jakarta.inject.Inject X13(String s) {} }
            injection fx.svc.app.X14 | package fx.svc.app; class X14 { @jakarta.inject.Inject void set(String s) {} }
            injection fx.svc.app.X15 | package fx.svc.app; @jakarta.inject.Singleton class X15 { X15() {} X15(int i) {} }
            config-kept fx.svc.inbound.X16 | package fx.svc.inbound; class X16 { fx.svc.config.Settings s; }
            names fx.svc.app.DiskImpl | package fx.svc.app; class DiskImpl {}
            names fx.svc.app.LockManager | package fx.svc.app; class LockManager {}
            names fx.svc.app.StringUtils | package fx.svc.app; class StringUtils {}
            names fx.svc.app.X20 | package fx.svc.app; class X20 { static class TestHelper {} }
            names fx.svc.app.common | package fx.svc.app.common; class X21 {}
            """
                    .lines()
                    .toList();

    @Test
    void catchesEachPlantedTypeAndNothingElse() throws IOException {
        var expected = new ArrayList<String>();
        for (String line : PLANTED) {
            var columns = line.split(" \\| ", 2);
            expected.add(columns[0]);
            service.add(columns[1]);
        }

        assertThat(service.found())
                .filteredOn(f -> !f.startsWith("grpc-stubs"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static final List<String> REACHING =
            List.of(
                    "System.currentTimeMillis()",
                    "System.nanoTime()",
                    "(java.util.function.LongSupplier) System::nanoTime",
                    "System.getLogger(\"x\")",
                    "System.out",
                    "java.time.Instant.now()",
                    "java.time.LocalDate.now()",
                    "java.time.Clock.systemUTC()",
                    "java.time.Clock.tickSeconds(java.time.ZoneOffset.UTC)",
                    "new java.util.Random()",
                    "new java.util.Random(1)",
                    "new java.util.SplittableRandom()",
                    "java.util.concurrent.ThreadLocalRandom.current()",
                    "java.util.random.RandomGenerator.getDefault()",
                    "Math.random()",
                    "java.util.UUID.randomUUID()",
                    "new Thread(() -> {})",
                    "Thread.ofVirtual()",
                    "Thread.startVirtualThread(() -> {})",
                    "java.util.concurrent.Executors.newCachedThreadPool()",
                    "java.util.concurrent.CompletableFuture.supplyAsync(() -> 1)",
                    "java.util.concurrent.ForkJoinPool.commonPool()",
                    "java.util.List.of(1).parallelStream()",
                    "new java.util.Timer()",
                    "java.nio.file.Files.exists(java.nio.file.Path.of(\"x\"))",
                    "new java.io.File(\"x\")",
                    "java.util.logging.Logger.getLogger(\"x\")",
                    "java.nio.channels.FileChannel.class",
                    "new java.net.Socket()");

    private static final List<String> WAITING =
            List.of(
                    "Thread.sleep(1)",
                    "new Thread().start()",
                    "java.util.concurrent.TimeUnit.SECONDS.sleep(1)",
                    "java.util.concurrent.locks.LockSupport.parkNanos(1)");

    private static final List<String> CONTROLLED =
            List.of(
                    "java.time.Instant.now(java.time.Clock.fixed(java.time.Instant.EPOCH, null))",
                    "new java.util.SplittableRandom(1)",
                    "java.util.concurrent.CompletableFuture.supplyAsync(() -> 1, Runnable::run)",
                    "Thread.currentThread()",
                    "new int[0][0].length + java.nio.ByteBuffer.allocate(1).get(0)");

    @Test
    void catchesEachWayOfCoreReachingOut() throws IOException {
        var expected = new ArrayList<String>();
        for (int i = 0; i < REACHING.size(); i++) {
            service.add(core("R" + i, "Object o = " + REACHING.get(i) + ";"));
            expected.add("core-reach fx.svc.core.R" + i);
        }
        for (int i = 0; i < WAITING.size(); i++) {
            service.add(core("W" + i, "void x() throws Exception { " + WAITING.get(i) + "; }"));
            expected.add("core-reach fx.svc.core.W" + i);
        }

        assertThat(service.found()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void letsCoreUseWhatASimulationControls() throws IOException {
        for (int i = 0; i < CONTROLLED.size(); i++) {
            service.add(core("C" + i, "Object o() { return " + CONTROLLED.get(i) + "; }"));
        }

        assertThat(service.found()).isEmpty();
    }

    private static String core(String name, String body) {
        return "package fx.svc.core; class " + name + " { " + body + " }";
    }

    @Test
    void catchesACycleInCore() throws IOException {
        service.add("package fx.svc.core.plan; class Back { fx.svc.core.engine.Engine e; }");

        assertThat(service.found()).containsExactly("core-cycles fx.svc.core");
    }

    @Test
    void catchesAServiceThatKnowsAnother() throws IOException {
        service.add("package fx.other; public class Foreign {}");
        service.add("package fx.svc.outbound; class X { fx.other.Foreign f; }");

        assertThat(service.found()).containsExactly("services fx.svc.outbound.X");
    }

    @Test
    void catchesAServiceBuiltOnMutiny() throws IOException {
        service.add("package io.quarkus.grpc; public interface MutinyService {}");
        service.add(
                "package fx.svc.proto;"
                        + " public interface Thing extends io.quarkus.grpc.MutinyService {}");
        service.add("package fx.svc.inbound; class X implements fx.svc.proto.Thing {}");

        assertThat(service.found()).containsExactly("grpc-stubs fx.svc.inbound.X");
    }

    @Test
    void catchesMutinyStubsAlsoWhenNested() throws IOException {
        service.add("package fx.svc.inbound; class X { fx.svc.proto.MutinyThingGrpc.Stub s; }");

        assertThat(service.found()).containsExactly("grpc-stubs fx.svc.inbound.X");
    }

    @Test
    void catchesAPackageWithoutNullMarking() throws IOException {
        service.file("fx/svc/app/package-info.java", "");

        assertThat(service.found()).containsExactly("null-marked fx.svc.app");
    }

    @Test
    void catchesAPackageThatDoesNotSayWhatItIsFor() throws IOException {
        service.file(
                "fx/svc/app/package-info.java",
                "@org.jspecify.annotations.NullMarked package fx.svc.app;");

        assertThat(service.found()).containsExactly("package-text fx/svc/app/package-info.java");
    }

    @Test
    void catchesTheFirstLineTooMany() throws IOException {
        service.file("fx/svc/app/Fits.java", ofLines("package fx.svc.app; class Fits {", 500));
        service.file("fx/svc/app/Long.java", ofLines("package fx.svc.app; class Long {", 501));

        assertThat(service.found()).containsExactly("file-length fx/svc/app/Long.java");
    }

    @Test
    void catchesTheFirstLineTooManyInAMethodWithoutItsComment() throws IOException {
        var head = "package fx.svc.app; class M {\n/// A comment\n/// of two lines.\n";
        service.file("fx/svc/app/M.java", head + ofLines("@Deprecated void fits() {", 70) + "}");
        assertThat(service.found()).isEmpty();

        service.file("fx/svc/app/M.java", head + ofLines("@Deprecated void grows() {", 71) + "}");
        assertThat(service.rules().findings())
                .extracting(Finding::toString)
                .containsExactly("[method-length] fx/svc/app/M.java: M#grows has 71 lines");
    }

    @Test
    void opensListedLibrariesAndSharedPackagesOnly() throws IOException {
        service.add("package fx.svc.core; class X { org.assertj.core.data.Offset<Long> o; }");
        service.add("package fx.svc.inbound; class Y { fx.observability.Base b; }");

        var rules = service.rules().coreMayUse("org.assertj").shared("inbound", "fx.observability");

        assertThat(rules.findings()).isEmpty();
    }

    @Test
    void takesAListedExceptionAndRefusesOneThatNothingNeeds() throws IOException {
        service.add("package fx.svc.app; class DiskImpl {}");
        var list = folder.resolve("exceptions.tsv");
        Files.writeString(
                list,
                """
                # rule, name, reason
                names\tfx.svc.app.DiskImpl\tnamed so by a standard
                names\tfx.svc.app.Gone\tno longer there
                names\tfx.svc.app.NoReason\t
                """);

        var findings = service.rules().exceptions(list).findings();

        assertThat(findings)
                .extracting(Finding::toString)
                .containsExactly(
                        "[exceptions] line 3: names for fx.svc.app.Gone is needed by nothing;"
                                + " remove it",
                        "[exceptions] exceptions.tsv:4: is not 'rule TAB name TAB reason':"
                                + " names\tfx.svc.app.NoReason\t");
    }

    @Test
    void failsTheTestOfTheBrokenRuleAndNoOther() throws IOException {
        service.add("package fx.svc.app; class DiskImpl {}");

        var broken =
                service.rules().tests().stream()
                        .filter(test -> {
                            try {
                                test.getExecutable().execute();
                                return false;
                            } catch (Throwable failed) {
                                assertThat(failed).hasMessageContaining("DiskImpl");
                                return true;
                            }
                        })
                        .map(test -> test.getDisplayName())
                        .toList();

        assertThat(broken).containsExactly(Rule.NAMES.sentence());
    }

    @Test
    void refusesToLookAtNothing() {
        assertThatThrownBy(() -> ArchitectureRules.of("dev.nobody.here").check())
                .hasMessageContaining("no class below dev.nobody.here");
    }

    @Test
    void everyRuleHasASentenceOfItsOwn() {
        assertThat(Arrays.stream(Rule.values()).map(Rule::sentence)).doesNotHaveDuplicates();
    }

    private static String ofLines(String first, int lines) {
        return Stream.concat(Stream.of(first), Stream.generate(() -> "").limit(lines - 2L))
                        .collect(Collectors.joining("\n"))
                + "\n}\n";
    }
}

/// The test kit that every service's tests stand on, used in test scope through this module's test
/// jar. Nothing in here knows a service.
///
/// - Shape: [ArchitectureRules], [InvariantsTable], [MutantsRunner] check a module's structure,
///   that each numbered promise has a test, and that the tests notice planted bugs.
/// - Determinism: [Seeds], [SettableClock], [ManualExecutor], [ManualScheduler], [FaultPlan] put
///   chance, time, threads and faults under a test's control. Single-threaded unless said.
/// - Committed expectations: [GoldenFiles], [Scenarios], [ScrapeFile], [MeterAssertions],
///   [GoldenScrape], [PromTool].
/// - Real processes: [ServiceProcess], [FreePorts], and [ControlPlane], a Kubernetes API server
///   with everything around it. No process outlives the JVM that started it.
///
/// System properties: `pairplane.seed` replays one seed, `pairplane.simulation.seconds` boxes the
/// simulations, `pairplane.golden.rewrite=true` rewrites golden files. Who uses the kit declares
/// JUnit, AssertJ, Awaitility and ArchUnit in test scope: a test jar brings no dependencies along.
@NullMarked
package dev.pairplane.testkit;

import org.jspecify.annotations.NullMarked;

# 'make help' lists what there is. Everything here is a short name for a Maven call or a small script;
# .ci/with-jdk finds a JDK 25 whatever the machine's default is.

SHELL := /bin/sh
.DEFAULT_GOAL := help

WITH_JDK := .ci/with-jdk
# What --version and the metric build_info say.
REVISION := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
MVN := $(WITH_JDK) mvn -ntp -Dpairplane.revision=$(REVISION)

# What 'make MODULE=storage-node bench' and the like work on; targets that run over all modules take
# this one alone when it is given.
ONLY := $(if $(MODULE),-pl $(MODULE) -am)
MODULE ?= storage-node
ARGS ?=

# Runs the selected tests only, and asks nothing else of the modules that have none.
NO_UNIT_TESTS := -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
SOME_TESTS := -Dsurefire.failIfNoSpecifiedTests=false -Djacoco.skip
SOME_ITS := $(NO_UNIT_TESTS) -Dfailsafe.failIfNoSpecifiedTests=false -Djacoco.skip

.PHONY: help
help: ## Shows this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' Makefile

##@ Use it

LAUNCHER := deploy/local/target/pairplane-local.jar
PROGRAMS := $(LAUNCHER) deploy/simulators/target/pairplane-simulators.jar \
	deploy/postgres/target/pairplane-postgres.jar storage-node/target/quarkus-app/quarkus-run.jar \
	difftracker/target/quarkus-app/quarkus-run.jar publishing-queue/target/quarkus-app/quarkus-run.jar
BUILT := deploy/local/target/quick.built
# Netty and protobuf still use what the JDK warns of.
LAUNCH := $(WITH_JDK) java -Xmx128m -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow -jar $(LAUNCHER)

.PHONY: run
run: $(BUILT) ## Builds what is needed and runs it on this machine (NODES=3, ARGS="--fresh")
	@$(LAUNCH) run $(ARGS)

.PHONY: demo
demo: $(BUILT) ## Pushes real work through the services, kills them, checks; ends by itself
	@$(LAUNCH) demo $(ARGS)

.PHONY: apply
apply: $(BUILT) ## Brings manifests to the simulated cluster of 'make run' (F=file.yaml)
	@$(LAUNCH) apply $(F) $(ARGS)

# Folders are listed too: their time changes when a file in them goes away.
SOURCES = $(shell find pom.xml .mvn */pom.xml deploy/*/pom.xml */src/main deploy/*/src/main)

ifneq ($(words $(wildcard $(PROGRAMS))),$(words $(PROGRAMS)))
$(BUILT): rebuild
endif

# Downloads are shown: on the first run they take most of the time.
$(BUILT): $(SOURCES)
	@echo "Building the programs (the first time this downloads a few hundred MB)"
	@$(WITH_JDK) mvn -Dquick -Dpairplane.revision=$(REVISION) package
	@touch $@

.PHONY: rebuild
rebuild:

##@ Test it

.PHONY: test
test: ## The whole test suite and every check; what CI runs
	$(MVN) -B -T 3 verify

.PHONY: test-unit
test-unit: ## What needs only the JVM
	$(MVN) -B test

.PHONY: test-integration
test-integration: ## The tests that start, kill and restart packaged programs
	$(MVN) -B verify $(SOME_ITS)

.PHONY: test-coverage
test-coverage: ## Runs the tests and writes coverage as HTML
	$(MVN) -B verify -Djacoco.haltOnFailure=false
	@find . -path '*/target/site/jacoco/index.html'

.PHONY: test-coverage-check
test-coverage-check: ## The gate: 80 % of lines in each module, 90 % in the cores
	$(MVN) -B verify

.PHONY: test-race
test-race: ## Stress tests of the concurrent classes (*StressTest)
	@find . -path '*/src/test/*StressTest.java' | grep -q . || { echo "there is no *StressTest yet"; exit 1; }
	$(MVN) -B test -Dtest='*StressTest' $(SOME_TESTS)

.PHONY: test-crash
test-crash: ## Kills the real processes and looks at what they leave behind (CYCLES=100, MODULE)
	$(MVN) -B verify $(ONLY) $(SOME_ITS) -Dit.test='*Crash*IT' -Dpairplane.crash.cycles=$(or $(CYCLES),100)

.PHONY: soak
soak: ## Seeded simulation for longer, from fresh seeds (SECONDS=600, for all of a module's simulations together)
	$(MVN) -B test -Dtest='*Simulation*' $(SOME_TESTS) -Dpairplane.seeds=fresh \
		-Dpairplane.simulation.seconds=$(or $(SECONDS),600)

.PHONY: soak-difftracker
soak-difftracker: ## Exactly so many seeds of the controller's simulation (SEEDS=5000)
	$(MVN) -B test -pl difftracker -am -Dtest=ControllerSimulationTest $(SOME_TESTS) \
		-Dpairplane.seeds=fresh -Dpairplane.simulation.seeds=$(or $(SEEDS),5000)

.PHONY: mutants
mutants: ## Plants known bugs one at a time; every one has to be noticed (MODULE, ARGS=names)
	.ci/run-test-class $(MODULE) dev.pairplane.testkit.MutantsRunner --at-least 20 --timeout 60 $(ARGS)

.PHONY: bench
bench: ## Runs the JMH benchmarks (MODULE, BENCH=regex, ARGS="-f 1 -wi 2 -i 3")
	.ci/run-test-class $(MODULE) dev.pairplane.storage.bench.Benchmarks $(BENCH) $(ARGS)

.PHONY: bench-difftracker
bench-difftracker: ## 1,000 Services at once, until all are served (20 min; ARGS="--services 100 0s/10 2s/10")
	$(MVN) -B -q -Dquick -pl difftracker -am package
	.ci/run-test-class difftracker dev.pairplane.difftracker.bench.ScaleBenchmark \
		$(or $(ARGS),--write ../docs/benchmarks/difftracker.md)

.PHONY: bench-publishing
bench-publishing: ## 500 alerts a second to 4 targets (3 min; ARGS="--rate 1000 --profile /tmp/service.jfr")
	$(MVN) -B -q -Dquick -pl publishing-queue -am package
	.ci/run-test-class publishing-queue dev.pairplane.publishing.bench.LoadBenchmark \
		$(or $(ARGS),--write ../docs/benchmarks/publishing-queue.md)

.PHONY: bench-storage
bench-storage: ## The engine beside RocksDB (20 min; SCALE=0.03 takes one; ARGS="--only read --profile /tmp/jfr")
	.ci/run-test-class storage-node dev.pairplane.storage.bench.engine.StorageBenchmark \
		--scale $(or $(SCALE),1) $(or $(ARGS),--write ../docs/benchmarks)

.PHONY: load-publishing
load-publishing: ## A k6 script against the publishing-queue of 'make run' (SCRIPT=s1-baseline, RATE, DURATION)
	@RATE=$(RATE) DURATION=$(DURATION) deploy/loadtest/run $(SCRIPT)

.PHONY: lint
lint: ## Format, static analysis, old APIs, dependencies, links in documents; no tests
	.ci/check-links
	$(MVN) -B verify -DskipTests -DskipITs -Djacoco.skip -Dcyclonedx.skip

##@ Build it

.PHONY: build
build: ## Builds everything, runs no tests
	$(MVN) -B package -DskipTests

.PHONY: proto
proto: ## Generates the code of the protocol definitions
	$(MVN) -B -pl storage-node -am generate-sources

.PHONY: format
format: ## Formats Java sources and POMs
	$(MVN) -B spotless:apply

.PHONY: native
native: ## Compiles native executables (needs GraalVM or Mandrel for JDK 25)
	.ci/with-graalvm $(MVN) -B package -Pnative -DskipTests

.PHONY: native-sources
native-sources: ## All steps of a native build but the compiler (needs no GraalVM)
	$(MVN) -B package -Pnative -DskipTests -Dquarkus.native.sources-only=true

.PHONY: images
images: ## Builds container images (FLAVOR=native|jvm, SERVICE, REGISTRY)
	deploy/images/build

.PHONY: chart
chart: ## Checks the Helm chart: lint, schema, refusals, renders, policies (ARGS=-Dpairplane.golden.rewrite=true)
	$(MVN) -B test -pl deploy/helm -am -Dtest='dev/pairplane/helm/*Test' $(SOME_TESTS) $(ARGS)

##@ Keep it

.PHONY: tools
tools: ## Builds what Go brings, for tests: a Kubernetes control plane, kubectl, kwok; grpcurl; k6; helm (4 to 10 min)
	.ci/tools

.PHONY: clean
clean: ## Removes what was built; keeps data under .pairplane
	$(MVN) -B -q clean

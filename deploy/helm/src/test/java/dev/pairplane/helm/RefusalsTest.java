package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the chart refuses beyond shapes and ranges. Each line has values that are refused over
/// those of `minimal`, the beginning of the fault, and values that are accepted instead.
class RefusalsTest {

    /// Invariant 5.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    difftracker: {clusterName: ''} | difftracker.clusterName: is empty | difftracker: {clusterName: a}
                    difftracker: {azure: {subscriptionId: ''}} | difftracker.azure.subscriptionId: is empty | difftracker: {azure: {subscriptionId: a}}
                    difftracker: {azure: {resourceGroup: ''}} | difftracker.azure.resourceGroup: is empty | difftracker: {azure: {resourceGroup: a}}
                    difftracker: {azure: {location: ''}} | difftracker.azure.location: is empty | difftracker: {azure: {location: a}}
                    difftracker: {azure: {serviceGatewayName: ''}} | difftracker.azure.serviceGatewayName: is empty | difftracker: {azure: {serviceGatewayName: a}}
                    difftracker: {azure: {vnetName: ''}} | difftracker.azure.vnetName: is empty | difftracker: {azure: {vnetName: a}}
                    difftracker: {identity: {clientId: ''}} | difftracker.identity.clientId: is empty, and identity.mode is workload | difftracker: {enabled: false}
                    difftracker: {identity: {mode: managed, clientId: ''}} | difftracker.identity.clientId: is empty, and identity.mode is managed | difftracker: {identity: {mode: managed, clientId: '', systemAssigned: true}}
                    difftracker: {identity: {mode: servicePrincipal}} | difftracker.identity.existingSecret: is empty | difftracker: {identity: {mode: servicePrincipal, existingSecret: a}}
                    difftracker: {identity: {mode: none}} | difftracker.azure.armEndpoint: is empty | {global: {profile: local}, difftracker: {identity: {mode: none}, azure: {armEndpoint: 'https://arm'}}}
                    difftracker: {identity: {mode: none}, azure: {armEndpoint: 'https://arm'}} | difftracker.identity.mode: "none" signs in to nothing | {global: {profile: local}, difftracker: {identity: {mode: none}, azure: {armEndpoint: 'https://arm'}}}
                    publishing-queue: {database: {existingSecret: ''}} | publishing-queue.database.existingSecret: is empty; name a Secret with the keys dbname, host, password, port, username | publishing-queue: {database: {existingSecret: '', mode: cnpg}}
                    {global: {profile: local}, publishing-queue: {database: {existingSecret: '', mode: trial}}} | publishing-queue.database.existingSecret: is empty; name a Secret with the keys password | {global: {profile: local}, publishing-queue: {database: {mode: trial}}}
                    publishing-queue: {database: {mode: trial}} | publishing-queue.database.mode: "trial" keeps alerts on one disk | {global: {profile: local}, publishing-queue: {database: {mode: trial}}}
                    publishing-queue: {database: {connectionBudget: 44}} | publishing-queue.database.connectionBudget: 44 connections over 5 replicas (one of them an update's), each with 5 beside its pool, leave a pool of 3, and 4 is the least; 45 or more, or fewer replicas, or poolMax 3 | publishing-queue: {database: {connectionBudget: 45}}
                    publishing-queue: {autoscaling: {maxReplicas: 5}} | publishing-queue.database.connectionBudget: 48 connections over 6 replicas | publishing-queue: {autoscaling: {maxReplicas: 5}, database: {poolMax: 3}}
                    publishing-queue: {autoscaling: {enabled: false}, replicas: 5} | publishing-queue.database.connectionBudget: 48 connections over 6 replicas | publishing-queue: {autoscaling: {enabled: false}, replicas: 4}
                    publishing-queue: {database: {poolMax: 5}} | publishing-queue.database.poolMax: 5 (and 5 besides) in 5 replicas (one of them an update's) is more than connectionBudget, 48; 4 or less | publishing-queue: {database: {poolMax: 4}}
                    publishing-queue: {auth: {existingSecret: ''}} | publishing-queue.auth.existingSecret: is empty | publishing-queue: {auth: {existingSecret: a}}
                    publishing-queue: {auth: {mode: none}} | publishing-queue.auth.allowAnonymous: is false | publishing-queue: {auth: {mode: none, allowAnonymous: true}}
                    publishing-queue: {targets: {existingSecret: ''}} | publishing-queue.targets.existingSecret: is empty | publishing-queue: {targets: {existingSecret: a}}
                    publishing-queue: {targets: {egress: {cidrs: [169.254.169.0/24]}}} | publishing-queue.targets.egress.cidrs: 169.254.169.0/24 reaches into the link-local addresses | publishing-queue: {targets: {egress: {cidrs: [169.253.0.0/16]}}}
                    publishing-queue: {targets: {egress: {cidrs: [fe80::/64]}}} | publishing-queue.targets.egress.cidrs: fe80::/64 reaches into the link-local addresses | publishing-queue: {targets: {egress: {cidrs: [2001:db8::/32]}}}
                    publishing-queue: {targets: {egress: {cidrs: [10.0.0.0]}}} | publishing-queue.targets.egress.cidrs: "10.0.0.0" is no block of addresses | publishing-queue: {targets: {egress: {cidrs: [10.0.0.0/8]}}}
                    global: {networkPolicy: {apiServer: {cidrs: [10.0.0.1]}}} | global.networkPolicy.apiServer.cidrs: "10.0.0.1" is no block of addresses | global: {networkPolicy: {apiServer: {cidrs: [10.0.0.1/32]}}}
                    publishing-queue: {autoscaling: {minReplicas: 5}} | publishing-queue.autoscaling.minReplicas: 5 is more than maxReplicas, 4 | publishing-queue: {autoscaling: {minReplicas: 4}}
                    publishing-queue: {ingress: {enabled: true}} | publishing-queue.ingress.hosts: is empty | publishing-queue: {ingress: {enabled: true, hosts: [a.example.com]}}
                    publishing-queue: {httpRoute: {enabled: true}} | publishing-queue.httpRoute.parentRefs: is empty | publishing-queue: {httpRoute: {enabled: true, parentRefs: [{name: a}]}}
                    publishing-queue: {config: {targets.allow_insecure: true}} | publishing-queue.config: targets.allow_insecure lets every target be plain http | {global: {profile: local}, publishing-queue: {config: {targets.allow_insecure: true}}}
                    publishing-queue: {config: {auth.admin_token: abc}} | publishing-queue.config: auth.admin_token looks like a secret | {global: {profile: local}, publishing-queue: {config: {auth.admin_token: abc}}}
                    publishing-queue: {config: {database.pool_size: 3}} | publishing-queue.config: database.pool_size is written by the chart itself | publishing-queue: {database: {poolMax: 3}}
                    publishing-queue: {config: {database.url: a}} | publishing-queue.config: database.url is written by the chart itself | publishing-queue: {config: {database.connect_timeout: 5s}}
                    difftracker: {config: {server.port: 1}} | difftracker.config: server.port is written by the chart itself | difftracker: {config: {difftracker.node_hold: 1m}}
                    difftracker: {config: {auth.read_only_token: a}} | difftracker.config: auth.read_only_token looks like a secret | difftracker: {config: {difftracker.azure.token_source: auto}}
                    storage-node: {config: {server: {grpc_port: 1}}} | storage-node.config: server.grpc_port is written by the chart itself | storage-node: {config: {server: {max_in_flight: 64M}}}
                    storage-node: {config: {storage: {data_dir: /tmp}}} | storage-node.config: storage.data_dir is written by the chart itself | storage-node: {config: {storage: {adopt_identity: true}}}
                    storage-node: {extraEnv: [{name: MY_PASSWORD, value: a}]} | storage-node.extraEnv: MY_PASSWORD looks like a secret | storage-node: {extraEnv: [{name: MY_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}]}
                    storage-node: {terminationGracePeriodSeconds: 54} | storage-node.terminationGracePeriodSeconds: 54 ends the process before it has stopped in order, which may take 45 s; 55 or more | storage-node: {terminationGracePeriodSeconds: 55}
                    publishing-queue: {terminationGracePeriodSeconds: 44} | publishing-queue.terminationGracePeriodSeconds: 44 ends the process before | publishing-queue: {terminationGracePeriodSeconds: 45}
                    difftracker: {shutdownTimeout: 1m} | difftracker.terminationGracePeriodSeconds: 60 ends the process before it has stopped in order, which may take 60 s; 70 or more | difftracker: {shutdownTimeout: 50s}
                    storage-node: {pdb: {maxUnavailable: 1}} | storage-node.pdb: minAvailable and maxUnavailable are both set | storage-node: {pdb: {maxUnavailable: 1, minAvailable: ''}}
                    storage-node: {pdb: {minAvailable: ''}} | storage-node.pdb: neither minAvailable nor maxUnavailable is set | storage-node: {pdb: {minAvailable: '', enabled: false}}
                    storage-node: {pdb: {minAvailable: 3}} | storage-node.pdb.minAvailable: 3 of 3 replicas lets no node be drained; at most 2 | storage-node: {pdb: {minAvailable: 1}}
                    storage-node: {image: {tag: latest}} | storage-node.image.tag: "latest" names another image each day | storage-node: {image: {tag: 0.1.0}}
                    storage-node: {image: {tag: 0.1.0-jvm}} | storage-node.image.tag: "0.1.0-jvm" is an image of the flavour jvm | {global: {imageFlavor: jvm}, storage-node: {image: {tag: 0.1.0-jvm}}}
                    storage-node: {serviceAccount: {create: false}} | storage-node.serviceAccount.name: is empty | storage-node: {serviceAccount: {create: false, name: a}}
                    {storage-node: {fullnameOverride: a}, difftracker: {fullnameOverride: a}} | storage-node.fullnameOverride: difftracker and storage-node would both be called "a" | {storage-node: {fullnameOverride: a}, difftracker: {fullnameOverride: b}}
                    global: {monitoring: {serviceMonitor: {enabled: true}, scrapeAnnotations: true}} | global.monitoring.scrapeAnnotations: is true, and so are ServiceMonitors | global: {monitoring: {serviceMonitor: {enabled: true}, scrapeAnnotations: false}}
                    global: {monitoring: {rules: {disabled: {PairDBPodsDown: true}}}} | global.monitoring.rules.disabled: "PairDBPodsDown" is no alert of this chart; one of PairDBAbsent, | global: {monitoring: {rules: {disabled: {PairDBPodDown: true}}}}
                    global: {monitoring: {rules: {custom: {Down: {for: 1m}}}}} | global.monitoring.rules.custom: "Down" is no alert of this chart; one of DiffTrackerAbsent, | global: {monitoring: {rules: {custom: {DiffTrackerAbsent: {for: 1m}}}}}
                    publishing-queue: {targets: {egress: {cidrs: [10.0.0.256/8]}}} | publishing-queue.targets.egress.cidrs: "10.0.0.256/8" is no block of addresses | publishing-queue: {targets: {egress: {cidrs: [10.0.0.255/32]}}}
                    publishing-queue: {targets: {egress: {cidrs: ['2001:::/32']}}} | publishing-queue.targets.egress.cidrs: "2001:::/32" is no block of addresses | publishing-queue: {targets: {egress: {cidrs: ['2001:db8:1:2:3:4:5:6/128']}}}
                    storage-node: {config: {server: x}} | storage-node.config: server takes the place of server.host, which is written by the chart itself | storage-node: {config: {mem_table: {max_size: 64M}}}
                    storage-node: {config: {server: {port: {a: 1}}}} | storage-node.config: server.port.a takes the place of server.port, which is written by the chart itself | storage-node: {config: {server: {max_in_flight: 64M}}}
                    difftracker: {config: {difftracker.cluster-name: a}} | difftracker.config: difftracker.cluster-name is written by the chart itself | difftracker: {config: {difftracker.node-hold: 1m}}
                    difftracker: {config: {server.pre_stop_delay: 20s}} | difftracker.terminationGracePeriodSeconds: 60 ends the process before it has stopped in order, which may take 60 s | difftracker: {config: {server.pre_stop_delay: 10s}}
                    difftracker: {config: {server.pre-stop-delay: 1m}} | difftracker.terminationGracePeriodSeconds: 60 ends the process before it has stopped in order, which may take 100 s | difftracker: {config: {server.pre-stop-delay: 10s}}
                    storage-node: {shutdownTimeout: 0s} | storage-node.shutdownTimeout: 0s is out of range; 1s to 1h | storage-node: {shutdownTimeout: 1s}
                    storage-node: {shutdownTimeout: 61m} | storage-node.shutdownTimeout: 61m is out of range; 1s to 1h | storage-node: {shutdownTimeout: 59m, preStopSeconds: 0, terminationGracePeriodSeconds: 3600}
                    publishing-queue: {shutdown: {preStop: 6m}} | publishing-queue.shutdown.preStop: 6m is out of range; 0s to 5m | publishing-queue: {shutdown: {preStop: 5m}, terminationGracePeriodSeconds: 340}
                    publishing-queue: {shutdown: {timeout: 15m}} | publishing-queue.shutdown.timeout: 15m is out of range; 1s to 10m | publishing-queue: {shutdown: {timeout: 10m}, terminationGracePeriodSeconds: 615}
                    difftracker: {operationTimeout: 0s} | difftracker.operationTimeout: 0s is out of range; 1s to 1h | difftracker: {operationTimeout: 60m}
                    difftracker: {locationSyncTimeout: 999m} | difftracker.locationSyncTimeout: 999m is out of range; 1s to 1h | difftracker: {locationSyncTimeout: 1s}
                    difftracker: {shutdownTimeout: 0m} | difftracker.shutdownTimeout: 0m is out of range; 1s to 1h | difftracker: {shutdownTimeout: 1s}
                    publishing-queue: {extraEnv: [{name: DATABASE_URL, value: a}]} | publishing-queue.extraEnv: DATABASE_URL is set by the chart itself | publishing-queue: {extraEnv: [{name: DATABASE_CONNECT_TIMEOUT, value: 5s}]}
                    publishing-queue: {extraEnv: [{name: QUARKUS_PROFILE, value: dev}]} | publishing-queue.extraEnv: QUARKUS_PROFILE is set by the chart itself | global: {profile: local}
                    publishing-queue: {extraEnv: [{name: AUTH_ALLOW_ANONYMOUS, value: 'true'}]} | publishing-queue.extraEnv: AUTH_ALLOW_ANONYMOUS is set by the chart itself | publishing-queue: {auth: {mode: none, allowAnonymous: true}}
                    publishing-queue: {extraEnv: [{name: _PROD_AUTH_ALLOW_ANONYMOUS, value: 'true'}]} | publishing-queue.extraEnv: _PROD_AUTH_ALLOW_ANONYMOUS is set by the chart itself | publishing-queue: {extraEnv: [{name: _PROD_RETRY_MAX, value: 1m}]}
                    difftracker: {extraEnv: [{name: server.port, value: '1'}]} | difftracker.extraEnv: server.port is set by the chart itself | difftracker: {extraEnv: [{name: DIFFTRACKER_NODE_HOLD, value: 1m}]}
                    storage-node: {extraVolumes: [{name: data, emptyDir: {}}]} | storage-node.extraVolumes: data is a volume of the chart's own | storage-node: {extraVolumes: [{name: more, emptyDir: {}}]}
                    storage-node: {extraVolumeMounts: [{name: data, mountPath: /tmp/}]} | storage-node.extraVolumeMounts: /tmp/ is where the chart mounts a volume of its own | storage-node: {extraVolumeMounts: [{name: data, mountPath: /mnt}]}
                    publishing-queue: {extraVolumeMounts: [{name: tmp, mountPath: /etc/pairplane-tokens}]} | publishing-queue.extraVolumeMounts: /etc/pairplane-tokens is where the chart mounts a volume of its own | difftracker: {extraVolumeMounts: [{name: tmp, mountPath: /etc/pairplane-tokens}]}
                    {storage-node: {nameOverride: a, fullnameOverride: b}, difftracker: {nameOverride: a, fullnameOverride: c}} | storage-node.nameOverride: difftracker and storage-node would both be called "a" | {storage-node: {nameOverride: a, fullnameOverride: b}, difftracker: {nameOverride: b, fullnameOverride: c}}
                    {publishing-queue: {serviceAccount: {name: a}}, difftracker: {serviceAccount: {name: a}}} | publishing-queue.serviceAccount.name: difftracker and publishing-queue would both be called "a" | {publishing-queue: {serviceAccount: {name: a}}, difftracker: {serviceAccount: {name: a, create: false}}}
                    difftracker: {fullnameOverride: pp-pairplane} | difftracker.fullnameOverride: the overview's dashboard and difftracker would both be called "pp-pairplane" | {difftracker: {fullnameOverride: pp-pairplane}, global: {monitoring: {dashboards: {enabled: false}}}}
                    global: {monitoring: {serviceMonitor: {interval: 3m}}} | global.monitoring.serviceMonitor.interval: 3m is out of range; 1s to 2m | global: {monitoring: {serviceMonitor: {interval: 2m}}}
                    storage-node: {pdb: {minAvailable: null}} | storage-node.pdb: neither minAvailable nor maxUnavailable is set | storage-node: {pdb: {minAvailable: null, maxUnavailable: 1}}
                    global: {monitoring: {serviceMonitor: {interval: 5s}}} | global.monitoring.serviceMonitor.scrapeTimeout: 10s is more than interval, 5s | global: {monitoring: {serviceMonitor: {interval: 10s}}}
                    """)
    void eachFaultIsNamedAndWhatWouldBeRightIsAccepted(
            String refused, String fault, String accepted) {
        assertThat(faults(refused)).anySatisfy(line -> assertThat(line).startsWith(fault));
        assertThat(Chart.outcome("minimal", accepted)).isInstanceOf(Chart.Outcome.Accepted.class);
    }

    /// Invariant 4, in another way than its golden: everything that has no default is asked for,
    /// and nothing else is wrong.
    @Test
    void theDefaultsLackExactlyWhatOnlyTheUserKnows() {
        assertThat(faults(Chart.outcome("default", "{}")))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "difftracker.clusterName",
                        "difftracker.azure.subscriptionId",
                        "difftracker.azure.resourceGroup",
                        "difftracker.azure.location",
                        "difftracker.azure.serviceGatewayName",
                        "difftracker.azure.vnetName",
                        "difftracker.identity.clientId",
                        "publishing-queue.database.existingSecret",
                        "publishing-queue.auth.existingSecret",
                        "publishing-queue.targets.existingSecret");
    }

    /// Invariant 5: one attempt shows all of them, each with what is wrong and what would be right.
    @Test
    void allFaultsAreReportedAtOnce() {
        List<String> faults =
                faults(
                        "{storage-node: {image: {tag: latest}, pdb: {minAvailable: 3}},"
                                + " difftracker: {clusterName: ''}, publishing-queue: {targets:"
                                + " {existingSecret: ''}}}");

        assertThat(faults)
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).matches("[-.\\w]+: .+[;,] .+"));
    }

    private static List<String> faults(String values) {
        return faults(Chart.outcome("minimal", values));
    }

    private static List<String> faults(Chart.Outcome outcome) {
        return switch (outcome) {
            case Chart.Outcome.Accepted _ -> throw new AssertionError("it was accepted");
            case Chart.Outcome.Refused(String message) -> {
                assertThat(message).contains("fault(s):");
                yield message.lines()
                        .filter(line -> line.startsWith("  - "))
                        .map(line -> line.substring(4))
                        .toList();
            }
        };
    }
}

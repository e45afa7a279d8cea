package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Leases as leader election uses them, and Events as controllers write them.
final class LeaseSteps {

    private static final String LEASE =
            "{metadata: {name: 'leader'}, spec: {holderIdentity: 'one', leaseDurationSeconds: 15,"
                    + " acquireTime: '2026-01-01T00:00:00.000001Z', renewTime:"
                    + " '2026-01-01T00:00:00.000001Z', leaseTransitions: 0}}";
    private static final String EVENT =
            "{metadata: {name: 'web.1'}, involvedObject: {kind: 'Service', apiVersion: 'v1',"
                + " namespace: '{ns}', name: 'web', uid: 'u'}, reason: 'Synced', message: 'all is"
                + " well', type: 'Normal', count: 1, firstTimestamp: '2026-01-01T00:00:00Z',"
                + " lastTimestamp: '2026-01-01T00:00:00Z', source: {component: 'difftracker'}}";

    private LeaseSteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "a lease is created and renewed by patch",
                        LeaseSteps::aLeaseIsCreatedAndRenewedByPatch),
                http("only one of two takes a lease over", LeaseSteps::onlyOneOfTwoTakesALeaseOver),
                http("a lease is let go of", LeaseSteps::aLeaseIsLetGoOf),
                http("marks on a lease are kept", LeaseSteps::marksOnALeaseAreKept),
                http("a lease lasts", LeaseSteps::aLeaseLasts),
                http("a time in a lease is a time", LeaseSteps::aTimeInALeaseIsATime),
                http(
                        "an event is created and counted up",
                        LeaseSteps::anEventIsCreatedAndCountedUp),
                http(
                        "an event is about its own namespace",
                        LeaseSteps::anEventIsAboutItsOwnNamespace),
                http(
                        "events are found by what they are about",
                        LeaseSteps::eventsAreFoundByWhatTheyAreAbout));
    }

    private static void aLeaseIsCreatedAndRenewedByPatch(Session s) {
        s.create("leases", LEASE)
                .is(
                        201,
                        "{kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata:"
                            + " {generation: 'absent'}, spec: {holderIdentity: 'one',"
                            + " leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.000001Z',"
                            + " leaseTransitions: 0}}");
        s.merge("leases/leader", "{spec: {renewTime: '2026-01-01T00:00:05.123456Z'}}")
                .is(
                        200,
                        "{spec: {holderIdentity: 'one', renewTime: '2026-01-01T00:00:05.123456Z',"
                                + " acquireTime: '2026-01-01T00:00:00.000001Z'}}");
    }

    private static void onlyOneOfTwoTakesALeaseOver(Session s) {
        var version = s.create("leases", LEASE).version();
        var two =
                LEASE.replace("'one'", "'two'")
                        .replace(
                                "name: 'leader'",
                                "name: 'leader', resourceVersion: '" + version + "'");
        s.put("leases/leader", two).is(200, "{spec: {holderIdentity: 'two'}}");
        s.put("leases/leader", two.replace("'two'", "'three'"))
                .fails(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on leases.coordination.k8s.io \"leader\":"
                                + " the object has been modified; please apply your changes to the"
                                + " latest version and try again");
        s.merge(
                        "leases/leader",
                        "{metadata: {resourceVersion: '"
                                + version
                                + "'}, spec: {holderIdentity: 'three'}}")
                .is(
                        409,
                        "{reason: 'Conflict', details: {group: 'coordination.k8s.io', kind:"
                                + " 'leases', name: 'leader'}}");
    }

    private static void aLeaseIsLetGoOf(Session s) {
        s.create("leases", LEASE).is(201);
        s.merge("leases/leader", "{spec: {holderIdentity: null, leaseDurationSeconds: 1}}")
                .is(200, "{spec: {holderIdentity: 'absent', leaseDurationSeconds: 1}}");
    }

    private static void marksOnALeaseAreKept(Session s) {
        s.create("leases", LEASE).is(201);
        s.merge("leases/leader", "{metadata: {annotations: {'example.com/release': 'yes'}}}")
                .is(200, "{metadata: {annotations: {'example.com/release': 'yes'}}}");
    }

    private static void aLeaseLasts(Session s) {
        s.create("leases", "{metadata: {name: 'leader'}, spec: {leaseDurationSeconds: 0}}")
                .fails(
                        422,
                        "Invalid",
                        "Lease.coordination.k8s.io \"leader\" is invalid:"
                            + " spec.leaseDurationSeconds: Invalid value: 0: must be greater than"
                            + " 0");
    }

    private static void aTimeInALeaseIsATime(Session s) {
        s.create("leases", "{metadata: {name: 'leader'}, spec: {renewTime: 'yesterday'}}")
                .is(400, "{reason: 'BadRequest'}");
        s.create(
                        "leases",
                        "{metadata: {name: 'leader'}, spec: {renewTime:"
                                + " '2026-02-30T00:00:00.000000Z'}}")
                .is(400, "{reason: 'BadRequest'}");
        s.create(
                        "leases",
                        "{metadata: {name: 'leader'}, spec: {renewTime: '2026-01-01T00:00:00Z'}}")
                .is(400, "{reason: 'BadRequest'}");
    }

    private static void anEventIsCreatedAndCountedUp(Session s) {
        s.create("events", EVENT)
                .is(
                        201,
                        "{kind: 'Event', apiVersion: 'v1', involvedObject: {kind: 'Service', name:"
                                + " 'web', namespace: '{ns}'}, reason: 'Synced', message: 'all is"
                                + " well', count: 1, source: {component: 'difftracker'}}");
        s.strategic(
                        "events/web.1",
                        "{count: 2, lastTimestamp: '2026-01-01T00:01:00Z', message: 'still well'}")
                .is(
                        200,
                        "{count: 2, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp:"
                                + " '2026-01-01T00:01:00Z', message: 'still well'}");
    }

    private static void anEventIsAboutItsOwnNamespace(Session s) {
        s.create("events", EVENT.replace("namespace: '{ns}'", "namespace: 'other'"))
                .fails(
                        422,
                        "Invalid",
                        "Event \"web.1\" is invalid: involvedObject.namespace: Invalid value:"
                                + " \"other\": does not match event.namespace");
    }

    private static void eventsAreFoundByWhatTheyAreAbout(Session s) {
        s.create("events", EVENT).is(201);
        s.create(
                        "events",
                        EVENT.replace("web.1", "web.2")
                                .replace("'Synced'", "'Failed'")
                                .replace("'Normal'", "'Warning'"))
                .is(201);
        s.get("events?fieldSelector=involvedObject.name%3Dweb,involvedObject.kind%3DService")
                .is(200, "{items: [{}, {}]}");
        s.get("events?fieldSelector=reason%3DFailed")
                .is(200, "{items: [{metadata: {name: 'web.2'}}]}");
        s.get("events?fieldSelector=type%3DNormal,involvedObject.uid%3Du")
                .is(200, "{items: [{metadata: {name: 'web.1'}}]}");
    }
}

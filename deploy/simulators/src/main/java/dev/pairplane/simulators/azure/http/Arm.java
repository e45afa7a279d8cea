package dev.pairplane.simulators.azure.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.cloud.Cloud;
import dev.pairplane.simulators.azure.cloud.Ending;
import dev.pairplane.simulators.azure.cloud.Operation;
import dev.pairplane.simulators.azure.cloud.Precondition;
import dev.pairplane.simulators.azure.cloud.Written;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.refusal.Refusal;
import dev.pairplane.simulators.azure.refusal.Refused;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/// Turns a request into an answer, as ARM does. Safe for threads.
final class Arm {

    static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Cloud cloud;
    private final SortedSet<String> apiVersions;
    private final int bodyLimit;

    Arm(Cloud cloud, SortedSet<String> apiVersions, int bodyLimit) {
        this.cloud = cloud;
        this.apiVersions = apiVersions;
        this.bodyLimit = bodyLimit;
    }

    /// @param wait 0, or the seconds that the caller of too many requests has to wait
    Answer answer(ArmRequest request, Route route, Behaviour behaviour, int wait) {
        try {
            checkCaller(request, behaviour);
            if (route instanceof Route.Unknown) {
                throw Refusal.RESOURCE_TYPE_UNKNOWN.because(request.path());
            }
            if (wait > 0) {
                return refused(Refusal.THROTTLED.because(wait))
                        .with("Retry-After", Integer.toString(wait));
            }
            return switch (route) {
                case Route.Poll poll -> only(request, "GET", () -> poll(request, poll, behaviour));
                case Route.All all -> only(request, "GET", () -> list(request, all, behaviour));
                case Route.One one -> one(request, one.id(), behaviour);
                case Route.Call call -> call(request, call, behaviour);
                case Route.Unknown _ -> Answer.empty(404);
            };
        } catch (Refused e) {
            return refused(e);
        }
    }

    private static Answer refused(Refused e) {
        Refusal refusal = e.refusal();
        Answer answer = Answer.error(refusal.status(), refusal.code(), e.text());
        return refusal == Refusal.AUTHENTICATION_MISSING
                ? answer.with("WWW-Authenticate", "Bearer realm=\"simulator\"")
                : answer;
    }

    private void checkCaller(ArmRequest request, Behaviour behaviour) {
        if (behaviour.requireToken()
                && request.header("Authorization")
                        .filter(h -> h.regionMatches(true, 0, "Bearer ", 0, 7))
                        .filter(h -> !h.substring(7).isBlank())
                        .isEmpty()) {
            throw Refusal.AUTHENTICATION_MISSING.because();
        }
        if (request.apiVersion().isEmpty()) {
            throw Refusal.API_VERSION_MISSING.because();
        }
        if (!apiVersions.contains(request.apiVersion())) {
            throw Refusal.API_VERSION_UNKNOWN.because(
                    request.apiVersion(), String.join(", ", apiVersions));
        }
        if (request.tooLarge()) {
            throw Refusal.BODY_TOO_LARGE.because(bodyLimit);
        }
    }

    private interface Work {
        Answer run();
    }

    private static Answer only(ArmRequest request, String method, Work work) {
        if (!request.method().equals(method)) {
            throw Refusal.METHOD_NOT_ALLOWED.because(request.method(), request.path());
        }
        return work.run();
    }

    private Answer one(ArmRequest request, ResourceId id, Behaviour behaviour) {
        return switch (request.method()) {
            case "GET" -> shown(200, cloud.get(id));
            case "PUT" -> put(request, id, behaviour);
            case "PATCH" -> shown(200, cloud.tag(id, body(request), precondition(request)));
            case "DELETE" -> delete(request, id, behaviour);
            default -> throw Refusal.METHOD_NOT_ALLOWED.because(request.method(), request.path());
        };
    }

    private static Answer shown(int status, ObjectNode resource) {
        return Answer.of(status, resource).with("ETag", resource.path("etag").asText());
    }

    private Answer put(ArmRequest request, ResourceId id, Behaviour behaviour) {
        Flavour flavour = behaviour.put();
        ObjectNode body = body(request);
        if (flavour == Flavour.ERROR_IN_BODY) {
            return errorInBody();
        }
        Written written =
                cloud.put(
                        id,
                        body,
                        precondition(request),
                        ending(flavour, behaviour),
                        behaviour.addressInFirstAnswer());
        int status =
                switch (flavour) {
                    case SYNC, NO_CONTENT, DONE_WITH_HEADERS, ASYNC_OPERATION, BOTH ->
                            written.created() ? 201 : 200;
                    case LOCATION, POLL_FAILS, ERROR_IN_BODY -> 202;
                };
        ObjectNode resource = written.body().orElseThrow();
        return polled(shown(status, resource), request, id, written, flavour, behaviour);
    }

    private Answer delete(ArmRequest request, ResourceId id, Behaviour behaviour) {
        Flavour flavour = behaviour.delete();
        if (flavour == Flavour.ERROR_IN_BODY) {
            return errorInBody();
        }
        Written written = cloud.delete(id, precondition(request), ending(flavour, behaviour));
        if (written.created()) {
            return Answer.empty(204);
        }
        int status =
                switch (flavour) {
                    case SYNC, DONE_WITH_HEADERS, ERROR_IN_BODY ->
                            // 200 is published for all others.
                            id.kind() == ResourceKind.SERVICE_GATEWAY ? 204 : 200;
                    case NO_CONTENT -> 204;
                    case ASYNC_OPERATION, LOCATION, BOTH, POLL_FAILS -> 202;
                };
        return polled(Answer.empty(status), request, id, written, flavour, behaviour);
    }

    private static Answer errorInBody() {
        return Answer.error(
                200,
                "InternalServerError",
                "An error in an answer 200, as the simulator was told.");
    }

    private static Ending ending(Flavour flavour, Behaviour behaviour) {
        return switch (flavour) {
            case SYNC, NO_CONTENT, ERROR_IN_BODY -> new Ending.AtOnce(false);
            case DONE_WITH_HEADERS -> new Ending.AtOnce(true);
            case ASYNC_OPERATION, LOCATION, BOTH -> new Ending.Later(behaviour.asyncDelay());
            case POLL_FAILS -> new Ending.Failing(behaviour.asyncDelay());
        };
    }

    /// Adds the headers that a flavour has.
    private static Answer polled(
            Answer answer,
            ArmRequest request,
            ResourceId id,
            Written written,
            Flavour flavour,
            Behaviour behaviour) {
        if (written.operation().isEmpty()) {
            return answer;
        }
        String operation = written.operation().orElseThrow().id();
        String prefix =
                request.base()
                        + "/subscriptions/"
                        + encode(id.subscription())
                        + "/providers/Microsoft.Network/locations/simulated/";
        String suffix = "/" + operation + "?api-version=" + request.apiVersion();
        Answer polled = answer.with("Retry-After", Integer.toString(behaviour.retryAfter()));
        if (flavour != Flavour.LOCATION) {
            polled = polled.with("Azure-AsyncOperation", prefix + "operations" + suffix);
        }
        if (flavour != Flavour.ASYNC_OPERATION) {
            polled = polled.with("Location", prefix + "operationResults" + suffix);
        }
        return polled;
    }

    private Answer poll(ArmRequest request, Route.Poll poll, Behaviour behaviour) {
        Operation operation = cloud.operation(poll.operation());
        String retryAfter = Integer.toString(behaviour.retryAfter());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", operation.status().text());
        return switch (operation.status()) {
            case IN_PROGRESS ->
                    (poll.result() ? Answer.empty(202) : Answer.of(200, body))
                            .with("Retry-After", retryAfter)
                            .with(
                                    poll.result() ? "Location" : "Azure-AsyncOperation",
                                    request.base() + request.target());
            case FAILED -> {
                body.putObject("error")
                        .put("code", operation.error())
                        .put("message", operation.message());
                yield Answer.of(200, body);
            }
            case SUCCEEDED -> {
                if (!poll.result()) {
                    yield Answer.of(200, body);
                }
                yield operation.writes()
                        ? shown(200, cloud.get(operation.target()))
                        : Answer.empty(204);
            }
        };
    }

    private Answer list(ArmRequest request, Route.All all, Behaviour behaviour) {
        return page(
                request,
                "$skipToken",
                cloud.list(
                        all.kind(),
                        all.subscription(),
                        all.group(),
                        token(request),
                        behaviour.pageSize()));
    }

    private static Answer page(ArmRequest request, String parameter, Cloud.Page page) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("value").addAll(page.entries());
        page.next()
                .ifPresent(n ->
                        body.put(
                                "nextLink",
                                request.base()
                                        + request.target().split("\\?", 2)[0]
                                        + "?api-version="
                                        + request.apiVersion()
                                        + "&"
                                        + encode(parameter)
                                        + "="
                                        + Base64.getUrlEncoder()
                                                .withoutPadding()
                                                .encodeToString(
                                                        n.getBytes(StandardCharsets.UTF_8))));
        return Answer.of(200, body);
    }

    private static Optional<String> token(ArmRequest request) {
        try {
            return request.parameter("$skipToken")
                    .map(t -> new String(Base64.getUrlDecoder().decode(t), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Refusal.PROPERTY_TYPE.because("$skipToken", "from a nextLink");
        }
    }

    private Answer call(ArmRequest request, Route.Call call, Behaviour behaviour) {
        if (call.id().kind() != ResourceKind.SERVICE_GATEWAY) {
            throw Refusal.RESOURCE_TYPE_UNKNOWN.because(request.path());
        }
        ResourceId id = call.id();
        int limit = behaviour.pageSize();
        return switch (call.call().toLowerCase(Locale.ROOT)) {
            case "services" ->
                    only(
                            request,
                            "GET",
                            () ->
                                    page(
                                            request,
                                            "$skipToken",
                                            cloud.services(id, token(request), limit)));
            case "addresslocations" ->
                    only(
                            request,
                            "GET",
                            () ->
                                    page(
                                            request,
                                            "$skipToken",
                                            cloud.locations(id, token(request), limit)));
            case "updateservices" ->
                    only(
                            request,
                            "POST",
                            () -> update(request, id, Cloud.Update.SERVICES, behaviour));
            case "updateaddresslocations" ->
                    only(
                            request,
                            "POST",
                            () -> update(request, id, Cloud.Update.LOCATIONS, behaviour));
            default -> throw Refusal.RESOURCE_TYPE_UNKNOWN.because(request.path());
        };
    }

    private Answer update(
            ArmRequest request, ResourceId id, Cloud.Update update, Behaviour behaviour) {
        Flavour flavour = behaviour.update();
        ObjectNode body = body(request);
        if (flavour == Flavour.ERROR_IN_BODY) {
            return errorInBody();
        }
        Written written =
                cloud.update(
                        id,
                        update,
                        body,
                        new Cloud.UpdateOptions(
                                behaviour.strictUnregister(), behaviour.oneUpdateAtATime()),
                        ending(flavour, behaviour));
        Answer answer =
                switch (flavour) {
                    case SYNC, DONE_WITH_HEADERS, ERROR_IN_BODY ->
                            Answer.of(200, JsonNodeFactory.instance.objectNode());
                    case NO_CONTENT -> Answer.empty(204);
                    case ASYNC_OPERATION, LOCATION, BOTH, POLL_FAILS -> Answer.empty(202);
                };
        return polled(answer, request, id, written, flavour, behaviour);
    }

    private static Precondition precondition(ArmRequest request) {
        return new Precondition(request.header("If-Match"), request.header("If-None-Match"));
    }

    private static ObjectNode body(ArmRequest request) {
        request.header("Content-Type")
                .filter(t -> !t.toLowerCase(Locale.ROOT).startsWith("application/json"))
                .ifPresent(t -> {
                    throw Refusal.MEDIA_TYPE.because(t);
                });
        try {
            JsonNode body = JSON.readTree(request.body());
            if (body instanceof ObjectNode object) {
                return object;
            }
            throw Refusal.BODY_MALFORMED.because("a JSON object is expected");
        } catch (JsonProcessingException e) {
            throw Refusal.BODY_MALFORMED.because(e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

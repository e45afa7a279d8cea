package dev.pairplane.observability.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// An error as an RFC 9457 problem document.
///
/// @param code stable and in snake case (`validation_error`): the member `error`, and with dashes
///   the end of `type`
/// @param title the same for every problem of this code
/// @param detail what happened here and what would be right; also the member `message`
public record Problem(int status, String code, String title, String detail, List<Detail> details) {
    /// The media type of problem documents.
    public static final String MEDIA_TYPE = "application/problem+json";

    /// One field that is wrong.
    ///
    /// @param field path of the field in the request
    /// @param issue what is wrong with it
    /// @param hint what would be right
    public record Detail(String field, String issue, String hint) {}

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is no error; use 400 to 599");
        }
        if (!code.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("code '" + code + "': use lower case letters and _");
        }
        details = List.copyOf(details);
    }

    /// A problem without details.
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of());
    }

    /// The same problem with one more wrong field.
    public Problem with(String field, String issue, String hint) {
        List<Detail> more = new ArrayList<>(details);
        more.add(new Detail(field, issue, hint));
        return new Problem(status, code, title, detail, more);
    }

    /// The stable reference of the kind of problem.
    public String type() {
        return "/problems/" + code.replace('_', '-');
    }

    /// The document.
    ///
    /// @param instance path of the request
    public JsonObject toJson(String instance, String requestId, Instant timestamp) {
        JsonArray list = new JsonArray();
        details.forEach(d ->
                list.add(
                        new JsonObject()
                                .put("field", d.field())
                                .put("issue", d.issue())
                                .put("hint", d.hint())));
        return new JsonObject()
                .put("type", type())
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", instance)
                .put("error", code)
                .put("message", detail)
                .put("request_id", requestId)
                .put("timestamp", timestamp.toString())
                .put("details", list);
    }

    /// Ends the request with this problem; of an answer to HEAD only the headers are sent.
    public void send(RoutingContext context, Instant timestamp) {
        Buffer document =
                toJson(context.normalizedPath(), RequestIds.of(context), timestamp).toBuffer();
        HttpServerResponse response =
                context.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", MEDIA_TYPE)
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("Content-Length", Integer.toString(document.length()));
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(document);
        }
    }
}

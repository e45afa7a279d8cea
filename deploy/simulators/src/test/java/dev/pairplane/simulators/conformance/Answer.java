package dev.pairplane.simulators.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;

/// What came back to one request. Every check returns the answer, or throws [AssertionError] with
/// the whole of it.
final class Answer {

    private final Session session;
    private final String request;
    private final int status;
    private final HttpHeaders headers;
    private final String body;

    Answer(Session session, String request, int status, HttpHeaders headers, String body) {
        this.session = session;
        this.request = request;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /// Has this status.
    Answer is(int expected) {
        if (status != expected) {
            throw wrong("status is " + status + ", not " + expected);
        }
        return this;
    }

    /// Has this status and these fields.
    Answer is(int expected, String fields) {
        return is(expected).has(fields);
    }

    /// Has these fields ([Match]).
    Answer has(String fields) {
        var differences = Match.differences(session.named(fields), json());
        if (!differences.isEmpty()) {
            throw wrong(String.join("\n", differences));
        }
        return this;
    }

    /// Is a failure as the API reports it: a Status with this code, reason and whole message. A
    /// message that begins with `~` is a regular expression.
    Answer fails(int code, String reason, String message) {
        is(code);
        has("{kind: 'Status', apiVersion: 'v1', status: 'Failure', code: " + code + "}");
        if (!json().path("reason").asText().equals(reason)) {
            throw wrong("reason is " + json().path("reason") + ", not " + reason);
        }
        var expected = session.named(message);
        var said = json().path("message").asText();
        var same =
                expected.startsWith("~")
                        ? said.matches("(?s)" + expected.substring(1))
                        : said.equals(expected);
        if (!same) {
            throw wrong("message is\n  " + said + "\nnot\n  " + expected);
        }
        return this;
    }

    /// Is a refusal with this cause among its causes; the real one says some of them twice.
    Answer cause(String reason, String field) {
        for (var cause : json().at("/details/causes")) {
            if (cause.path("reason").asText().equals(reason)
                    && cause.path("field").asText().equals(field)) {
                return this;
            }
        }
        throw wrong("no cause " + reason + " at " + field);
    }

    /// Has this text in its body.
    Answer says(String text) {
        if (!body.contains(session.named(text))) {
            throw wrong("does not say " + text);
        }
        return this;
    }

    /// Has a header with this text in it.
    Answer header(String name, String text) {
        if (headers.allValues(name).stream().noneMatch(value -> value.contains(text))) {
            throw wrong("header " + name + " is " + headers.allValues(name));
        }
        return this;
    }

    /// One field as text, by JSON pointer; empty when it is not there.
    String text(String pointer) {
        return json().at(pointer).asText();
    }

    /// The resource version of the object or list.
    String version() {
        return text("/metadata/resourceVersion");
    }

    /// The object's UID.
    String uid() {
        return text("/metadata/uid");
    }

    JsonNode json() {
        return body.startsWith("{") ? Match.parsed(body) : MissingNode.getInstance();
    }

    /// Fails for a reason of the step's own.
    AssertionError wrong(String what) {
        return new AssertionError(request + "\n" + what + "\nanswer: " + status + " " + body);
    }
}

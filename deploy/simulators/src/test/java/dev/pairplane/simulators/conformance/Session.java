package dev.pairplane.simulators.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.testkit.Kubectl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One step's way to the API server, with a namespace of its own. Paths are `services/web`,
/// `services/web/status?dryRun=All` in that namespace, `nodes/…` and `namespaces/…` in none, and
/// absolute when they begin with `/`.
final class Session {

    private static final String JSON = "application/json";

    private final Target target;
    private final HttpClient client;
    private final Kubectl kubectl;
    private final String namespace;

    Session(Target target, HttpClient client, Kubectl kubectl, String namespace) {
        this.target = target;
        this.client = client;
        this.kubectl = kubectl;
        this.namespace = namespace;
    }

    /// Puts the namespace's name in.
    String named(String text) {
        return text.replace("{ns}", namespace);
    }

    Answer get(String path) {
        return send("GET", path, JSON, "");
    }

    /// A GET with an Accept header.
    Answer get(String path, String accept) {
        return send(request("GET", path, JSON, "").setHeader("Accept", accept));
    }

    /// POST of an object; its kind and version need not be said.
    Answer create(String path, String object) {
        return send("POST", path, JSON, complete(path, object));
    }

    /// PUT of a whole object.
    Answer put(String path, String object) {
        return send("PUT", path, JSON, complete(path, object));
    }

    private String complete(String path, String object) {
        var resource = Resource.of(path);
        var complete = (ObjectNode) Match.read(named(object));
        complete.put("kind", resource.kind());
        complete.put("apiVersion", resource.apiVersion());
        return complete.toString();
    }

    Answer merge(String path, String patch) {
        return patch("application/merge-patch+json", path, patch);
    }

    Answer strategic(String path, String patch) {
        return patch("application/strategic-merge-patch+json", path, patch);
    }

    Answer jsonPatch(String path, String patch) {
        return patch("application/json-patch+json", path, patch);
    }

    Answer patch(String type, String path, String patch) {
        return send("PATCH", path, type, Match.read(named(patch)).toString());
    }

    Answer delete(String path) {
        return send("DELETE", path, JSON, "");
    }

    /// DELETE with options, such as preconditions.
    Answer delete(String path, String options) {
        var body = (ObjectNode) Match.read(named(options));
        body.put("kind", "DeleteOptions").put("apiVersion", "v1");
        return send("DELETE", path, JSON, body.toString());
    }

    Answer send(String method, String path, String contentType, String body) {
        return send(request(method, path, contentType, body));
    }

    private Answer send(HttpRequest.Builder builder) {
        var request = builder.build();
        var answer = exchange(request, BodyHandlers.ofString());
        return new Answer(
                this,
                request.method() + " " + request.uri(),
                answer.statusCode(),
                answer.headers(),
                answer.body());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private HttpRequest.Builder request(
            String method, String path, String contentType, String body) {
        var named = named(path).replace(" ", "%20");
        var absolute = named.startsWith("/") ? named : Resource.of(named).folder(namespace) + named;
        var builder =
                HttpRequest.newBuilder(target.base().resolve(absolute))
                        .method(method, BodyPublishers.ofString(body))
                        .timeout(Duration.ofSeconds(30))
                        .header("Accept", JSON);
        if (!body.isEmpty()) {
            builder.header("Content-Type", contentType);
        }
        if (target.token() != null) {
            builder.header("Authorization", "Bearer " + target.token());
        }
        return builder;
    }

    /// Opens a watch; the path has a query or not, `watch=1` is added.
    Watch watch(String path) {
        var query = path + (path.contains("?") ? "&" : "?") + "watch=1";
        // The timeout is the answer's head only; the events come as long as the watch is open.
        var request = request("GET", query, JSON, "").build();
        HttpResponse<InputStream> answer = exchange(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new AssertionError("GET " + request.uri() + " " + answer.statusCode());
        }
        return new Watch(this, "GET " + request.uri(), answer.body());
    }

    /// A watch of changes after this version.
    Watch watch(String path, String version) {
        return watch(path + (path.contains("?") ? "&" : "?") + "resourceVersion=" + version);
    }

    /// Runs kubectl in the step's namespace. The command is split at blanks; `'…'` keeps them.
    Output kubectl(String command) {
        return kubectlWith("", command);
    }

    /// Runs it with an input, for `-f -`.
    Output kubectlWith(String input, String command) {
        var arguments = arguments(command);
        var result = kubectl.runWith(named(input), arguments);
        return new Output(this, named(command), result.exit(), result.out(), result.err());
    }

    /// Starts one that goes on, such as `get -w`.
    Kubectl.Call kubectlStarted(String command) {
        return kubectl.start("", arguments(command));
    }

    private String[] arguments(String command) {
        var found = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        for (char c : named(command).toCharArray()) {
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                found.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        found.add(word.toString());
        found.removeAll(List.of(""));
        found.add("--namespace=" + namespace);
        return found.toArray(String[]::new);
    }

    /// Makes the API server forget all versions but the present one.
    void forgetHistory() {
        target.forgetHistory().run();
    }

    String namespace() {
        return namespace;
    }
}

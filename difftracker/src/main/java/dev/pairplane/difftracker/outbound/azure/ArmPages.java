package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.outbound.azure.ArmTransport.Call;
import dev.pairplane.difftracker.outbound.guard.Sent;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads a list whole, page by page. A link to the next page that leads away, or back, or on
/// without end, makes the list unreadable; half a list is never taken for one.
final class ArmPages {

    private static final int MAX_PAGES = 10_000;

    private final ArmTransport transport;
    private final ArmUris uris;

    ArmPages(ArmTransport transport, ArmUris uris) {
        this.transport = transport;
        this.uris = uris;
    }

    /// All entries of a list, in order, those that are null left out.
    Outcome<List<JsonNode>> read(Call call, URI first) throws InterruptedException {
        var entries = new ArrayList<JsonNode>();
        var seen = new HashSet<URI>();
        Optional<URI> next = Optional.of(first);
        while (next.isPresent()) {
            URI uri = next.orElseThrow();
            if (!seen.add(uri) || seen.size() > MAX_PAGES) {
                throw new UnreadableAnswer(
                        "EndlessList", "the list leads back to a page, or has no end: " + uri);
            }
            Sent<ArmAnswer> sent =
                    entries.isEmpty() && seen.size() == 1
                            ? transport.send(call, "GET", uri, null)
                            : transport.follow(call, uri);
            switch (sent) {
                case Sent.Held(var reason, var retryAfter) -> {
                    return new Outcome.NotSent<>(reason, retryAfter);
                }
                case Sent.Lost(var why) -> {
                    return new Outcome.Unanswered<>(why);
                }
                case Sent.Answered(var answer) -> {
                    if (!answer.isSuccess()) {
                        return new Outcome.Refused<>(answer.error());
                    }
                    next = page(uri, answer, entries);
                }
            }
        }
        return new Outcome.Done<>(entries);
    }

    private Optional<URI> page(URI uri, ArmAnswer answer, List<JsonNode> entries) {
        if (answer.errorInBody().isPresent() || !answer.body().path("value").isArray()) {
            throw new UnreadableAnswer(
                    "UnreadableList", "the page " + uri + " is no list: " + answer.error());
        }
        for (JsonNode entry : answer.body().path("value")) {
            if (!entry.isNull()) {
                entries.add(entry);
            }
        }
        String link = answer.body().path("nextLink").asText("");
        if (link.isBlank() || answer.body().path("nextLink").isNull()) {
            return Optional.empty();
        }
        Optional<URI> next = uris.link(uri, link);
        if (next.isEmpty()) {
            throw new UnreadableAnswer(
                    "ForeignNextLink", "the list goes on at " + link + ", where no token is sent");
        }
        return next;
    }
}

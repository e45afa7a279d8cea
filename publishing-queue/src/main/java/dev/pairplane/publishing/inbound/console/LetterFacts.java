package dev.pairplane.publishing.inbound.console;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.journal.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Makes of a dead letter what its page shows.
final class LetterFacts {
    private static final int MOST_VALUE = 1000;
    private static final int MOST_METADATA = 8000;
    private static final Fact UNREADABLE = Fact.of("alert", "what is stored cannot be read");

    private LetterFacts() {}

    /// @param refusal why it was not sent again just now; empty otherwise
    /// @param forceable whether it may be sent again all the same
    /// @param entries labels, and annotations, that are shown at most
    static LetterView view(DeadLetter letter, String refusal, boolean forceable, int entries) {
        Map<String, String> labels = letter.alert().map(LetterFacts::labels).orElse(Map.of());
        Map<String, String> annotations =
                letter.alert().map(LetterFacts::annotations).orElse(Map.of());
        return new LetterView(
                letter.id().toString(),
                letter.target(),
                letter.reason(),
                refusal,
                forceable,
                filled(letter(letter)),
                filled(letter.alert().map(LetterFacts::alert).orElse(List.of(UNREADABLE))),
                entries(labels, entries),
                entries(annotations, entries),
                Math.max(0, labels.size() - entries) + Math.max(0, annotations.size() - entries),
                letter.alert()
                        .flatMap(EnrichedAlert::metadata)
                        .map(text -> Texts.cut(text, MOST_METADATA))
                        .orElse(""),
                AttemptRow.of(letter.attemptLog()));
    }

    private static Map<String, String> labels(EnrichedAlert enriched) {
        return enriched.alert().labels();
    }

    private static Map<String, String> annotations(EnrichedAlert enriched) {
        return enriched.alert().annotations();
    }

    private static List<Fact> filled(List<Fact> facts) {
        return facts.stream().filter(fact -> !fact.value().isEmpty()).toList();
    }

    private static List<Fact> entries(Map<String, String> map, int most) {
        return map.entrySet().stream()
                .limit(most)
                .map(entry -> Fact.of(entry.getKey(), Texts.cut(entry.getValue(), MOST_VALUE)))
                .toList();
    }

    private static List<Fact> letter(DeadLetter letter) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("target", letter.target() + " (" + letter.targetType() + ")"));
        facts.add(
                Fact.of(
                        "would have gone to",
                        letter.shownTarget().map(Change.ShownTarget::url).orElse("")));
        facts.add(Fact.of("priority", letter.tier().label()));
        facts.add(Fact.of("failed", Texts.moment(letter.failedAt())));
        facts.add(Fact.of("kind of error", letter.errorType().label()));
        facts.add(Fact.of("status", Texts.count(letter.status())));
        facts.add(Fact.of("error", letter.message()));
        facts.add(Fact.of("retries", Integer.toString(letter.retryCount())));
        facts.add(job("job", Optional.of(letter.jobId())));
        facts.add(Fact.of("accepted", Texts.moment(letter.createdAt())));
        facts.add(Fact.of("sent again", replays(letter.replays())));
        facts.add(Fact.of("last time", Texts.moment(letter.replays().lastAt())));
        facts.add(Fact.of("by", letter.replays().by().orElse("")));
        facts.add(job("as job", letter.replays().jobId()));
        return facts;
    }

    private static Fact job(String name, Optional<UUID> id) {
        String text = id.map(UUID::toString).orElse("");
        return new Fact(name, text, text.isEmpty() ? "" : ConsolePages.JOBS + "/" + text);
    }

    /// How often a letter was sent again, and how that ended; empty when it was not.
    static String replays(DeadLetter.Replays replays) {
        return replays.count() == 0
                ? ""
                : "%d ×, %s".formatted(replays.count(), replays.result().orElse("under way"));
    }

    private static List<Fact> alert(EnrichedAlert enriched) {
        Alert alert = enriched.alert();
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("name", alert.name()));
        facts.add(Fact.of("fingerprint", alert.fingerprint()));
        facts.add(Fact.of("status", alert.status().label()));
        facts.add(Fact.of("began", Texts.moment(alert.startsAt())));
        facts.add(Fact.of("ended", Texts.moment(alert.endsAt())));
        // No link: it comes from whoever sent the alert.
        facts.add(Fact.of("generator", alert.generatorUrl().orElse("")));
        enriched.classification().ifPresent(c -> facts.addAll(classification(c)));
        return facts;
    }

    private static List<Fact> classification(Classification classification) {
        return List.of(
                Fact.of("severity", classification.severity().label()),
                Fact.of(
                        "confidence",
                        String.format(Locale.ROOT, "%.2f", classification.confidence())),
                Fact.of("reasoning", Texts.cut(classification.reasoning(), MOST_VALUE)),
                Fact.of(
                        "recommendations",
                        Texts.cut(
                                String.join("; ", classification.recommendations()), MOST_VALUE)));
    }
}

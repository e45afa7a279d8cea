package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.console.Console.Reply;
import dev.pairplane.observability.http.RequestIds;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.intake.ReplayResult;
import dev.pairplane.publishing.core.job.ErrorType;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// The list of dead letters, one of them, and sending it again.
final class LetterPages {
    private static final int MOST_ERROR = 200;

    private final Publishing publishing;
    private final Answers answers;
    private final Pages pages;
    private final ConsoleSettings settings;

    LetterPages(Publishing publishing, Answers answers, Pages pages, ConsoleSettings settings) {
        this.publishing = publishing;
        this.answers = answers;
        this.pages = pages;
        this.settings = settings;
    }

    Reply list(RoutingContext context, Visitor visitor)
            throws BadQuery, StoreSilent, InterruptedException {
        Query query = Query.of(context);
        Optional<String> target = query.text("target");
        Optional<ErrorType> type = query.oneOf("error_type", ErrorType.values(), ErrorType::label);
        Optional<Tier> tier = query.oneOf("priority", Tier.values(), Tier::label);
        Optional<Boolean> replayed =
                query.oneOf("replayed", new Boolean[] {false, true}, String::valueOf);
        Optional<String> fingerprint = query.text("fingerprint");
        int size = settings.pageSize();
        int page = query.page(size);
        DeadLetters.Filter filter =
                new DeadLetters.Filter(
                        target,
                        type,
                        tier,
                        replayed,
                        fingerprint,
                        Optional.empty(),
                        Optional.empty());
        DeadLetters.Page found =
                answers.stored(told ->
                        publishing.deadLetters().list(filter, size, (page - 1) * size, told));
        String path =
                "%s?target=%s&error_type=%s&priority=%s&replayed=%s&fingerprint=%s&"
                        .formatted(
                                ConsolePages.LETTERS,
                                Texts.encoded(target.orElse("")),
                                type.map(ErrorType::label).orElse(""),
                                tier.map(Tier::label).orElse(""),
                                replayed.map(String::valueOf).orElse(""),
                                Texts.encoded(fingerprint.orElse("")));
        LettersView view =
                new LettersView(
                        JobPages.targets(publishing, target),
                        Query.choices(Stream.of(ErrorType.values()), ErrorType::label, type),
                        Query.choices(Stream.of(Tier.values()), Tier::label, tier),
                        Query.choices(Stream.of(false, true), String::valueOf, replayed),
                        fingerprint.orElse(""),
                        rows(found.letters()),
                        Paging.of(path, page, size, found.letters().size(), found.total()));
        return new Reply.Shown(200, pages.whole(Pages.LETTERS, visitor, view));
    }

    private static List<LettersView.Row> rows(List<DeadLetter> letters) {
        return letters.stream()
                .map(letter ->
                        new LettersView.Row(
                                letter.id().toString(),
                                Texts.moment(letter.failedAt()),
                                letter.fingerprint(),
                                letter.target(),
                                letter.tier().label(),
                                letter.reason(),
                                letter.errorType().label(),
                                Texts.count(letter.status()),
                                Texts.cut(letter.message(), MOST_ERROR),
                                LetterFacts.replays(letter.replays())))
                .toList();
    }

    Reply detail(RoutingContext context, Visitor visitor)
            throws BadQuery, StoreSilent, InterruptedException {
        return letter(Query.id(context), visitor, 200, "", false);
    }

    private Reply letter(UUID id, Visitor visitor, int status, String refusal, boolean forceable)
            throws StoreSilent, InterruptedException {
        Optional<DeadLetter> found =
                answers.stored(told -> publishing.deadLetters().find(id, told));
        if (found.isEmpty()) {
            return missing(visitor);
        }
        LetterView view =
                LetterFacts.view(found.orElseThrow(), refusal, forceable, settings.shownEntries());
        return new Reply.Shown(status, pages.whole(Pages.LETTER, visitor, view));
    }

    private Reply missing(Visitor visitor) {
        return pages.message(
                404, Optional.of(visitor), "No such dead letter", "There is none with this id.");
    }

    /// Sends a letter again, and the browser to the new job; or says why not.
    Reply replay(RoutingContext context, Visitor visitor)
            throws BadQuery, StoreSilent, InterruptedException {
        UUID id = Query.id(context);
        boolean force = "true".equals(context.request().getFormAttribute("force"));
        String requestId = RequestIds.of(context);
        ReplayResult result =
                answers.ask(told ->
                        publishing.replay(
                                id, Optional.empty(), visitor.name(), requestId, force, told));
        return switch (result) {
            case ReplayResult.Replayed(UUID job, UUID _) ->
                    new Reply.Moved(ConsolePages.JOBS + "/" + job);
            case ReplayResult.Missing _ -> missing(visitor);
            case ReplayResult.AlreadyReplayed _ ->
                    letter(
                            id,
                            visitor,
                            409,
                            "It was not sent: it was sent again before, and that has not failed.",
                            true);
            case ReplayResult.Superseded _ ->
                    letter(
                            id,
                            visitor,
                            409,
                            "It was not sent: the target has been told since that the condition is"
                                    + " resolved, and would take it for firing again.",
                            true);
            case ReplayResult.Unreadable _ ->
                    letter(
                            id,
                            visitor,
                            409,
                            "It was not sent: its stored alert cannot be read.",
                            false);
            case ReplayResult.TargetUnavailable(String target) ->
                    letter(
                            id,
                            visitor,
                            409,
                            "It was not sent: the target %s is gone or switched off."
                                    .formatted(target),
                            false);
            case ReplayResult.Full(String what, Duration after) ->
                    busy(
                            context,
                            id,
                            visitor,
                            after,
                            "It was not sent: there is no room (%s).".formatted(what));
            case ReplayResult.Unavailable(String _, String detail) ->
                    busy(
                            context,
                            id,
                            visitor,
                            Duration.ofSeconds(1),
                            "It may not have been sent: %s. Look here again before you send it"
                                            .formatted(detail)
                                    + " once more.");
        };
    }

    private Reply busy(
            RoutingContext context, UUID id, Visitor visitor, Duration after, String refusal)
            throws StoreSilent, InterruptedException {
        long seconds = Math.max(1, after.plusMillis(999).toSeconds());
        context.response().putHeader("Retry-After", Long.toString(seconds));
        return letter(id, visitor, 503, refusal, false);
    }
}

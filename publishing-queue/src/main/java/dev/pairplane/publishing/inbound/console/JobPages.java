package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.console.Console.Reply;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.target.Target;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// The list of jobs, and one of them.
final class JobPages {
    private static final int MOST_ERROR = 200;
    private static final Jobs.Sort LATEST_FIRST = new Jobs.Sort(Jobs.Sort.Field.CREATED_AT, true);

    private final Publishing publishing;
    private final Answers answers;
    private final Pages pages;
    private final int pageSize;

    JobPages(Publishing publishing, Answers answers, Pages pages, ConsoleSettings settings) {
        this.publishing = publishing;
        this.answers = answers;
        this.pages = pages;
        this.pageSize = settings.pageSize();
    }

    Reply list(RoutingContext context, Visitor visitor)
            throws BadQuery, StoreSilent, InterruptedException {
        Query query = Query.of(context);
        Optional<JobState> state = query.oneOf("state", JobState.values(), JobState::label);
        Optional<String> target = query.text("target");
        Optional<Tier> tier = query.oneOf("priority", Tier.values(), Tier::label);
        Optional<String> fingerprint = query.text("fingerprint");
        int page = query.page(pageSize);
        Jobs.Filter filter =
                new Jobs.Filter(
                        state.map(Set::of).orElse(Set.of()),
                        target,
                        tier,
                        fingerprint,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        Jobs.Page found =
                answers.stored(told ->
                        publishing
                                .jobs()
                                .list(filter, LATEST_FIRST, pageSize, (page - 1) * pageSize, told));
        String path =
                "%s?state=%s&target=%s&priority=%s&fingerprint=%s&"
                        .formatted(
                                ConsolePages.JOBS,
                                state.map(JobState::label).orElse(""),
                                Texts.encoded(target.orElse("")),
                                tier.map(Tier::label).orElse(""),
                                Texts.encoded(fingerprint.orElse("")));
        return new Reply.Shown(
                200,
                pages.whole(
                        Pages.JOBS,
                        visitor,
                        new JobsView(
                                Query.choices(Stream.of(JobState.values()), JobState::label, state),
                                targets(publishing, target),
                                Query.choices(Stream.of(Tier.values()), Tier::label, tier),
                                fingerprint.orElse(""),
                                found.jobs().stream().map(JobPages::row).toList(),
                                Paging.of(
                                        path,
                                        page,
                                        pageSize,
                                        found.jobs().size(),
                                        found.total()))));
    }

    /// The targets to choose from; one that is gone stays among them when it is chosen.
    static List<Query.Choice> targets(Publishing publishing, Optional<String> chosen) {
        return Query.choices(
                Stream.concat(
                                publishing.targets().all().stream().map(Target::name),
                                chosen.stream())
                        .distinct()
                        .sorted(),
                name -> name,
                chosen);
    }

    private static JobsView.Row row(JobView job) {
        return new JobsView.Row(
                job.id().toString(),
                Texts.moment(job.createdAt()),
                job.fingerprint(),
                job.target(),
                job.tier().label(),
                job.state().label(),
                tone(job.state()),
                Integer.toString(job.attempts()),
                Texts.cut(job.lastError().orElse(""), MOST_ERROR));
    }

    private static String tone(JobState state) {
        return switch (state) {
            case SUCCEEDED -> "ok";
            case QUEUED, PROCESSING, COLLAPSED -> "idle";
            case RETRYING -> "warn";
            case FAILED, DLQ -> "bad";
        };
    }

    Reply detail(RoutingContext context, Visitor visitor)
            throws BadQuery, StoreSilent, InterruptedException {
        UUID id = Query.id(context);
        return find(id).map(job ->
                        (Reply)
                                new Reply.Shown(
                                        200, pages.whole(Pages.JOB, visitor, view(job, visitor))))
                .orElseGet(() -> missing(visitor));
    }

    Reply part(RoutingContext context, Visitor visitor)
            throws BadQuery, StoreSilent, InterruptedException {
        UUID id = Query.id(context);
        return find(id).map(job ->
                        (Reply)
                                new Reply.Shown(
                                        200, pages.part(Pages.JOB, visitor, view(job, visitor))))
                .orElseGet(() -> missing(visitor));
    }

    private Reply missing(Visitor visitor) {
        return pages.message(
                404,
                Optional.of(visitor),
                "No such job",
                "There is none with this id, or it ended more than a day ago.");
    }

    /// What this replica knows itself is newer than what is written down.
    private Optional<JobView> find(UUID id) throws StoreSilent, InterruptedException {
        Optional<JobView> recent = publishing.recent(id);
        if (recent.isPresent()) {
            return recent;
        }
        return answers.stored(told -> publishing.jobs().find(id, told));
    }

    private static JobDetailView view(JobView job, Visitor visitor) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("target", job.target() + " (" + job.targetType() + ")"));
        facts.add(Fact.of("priority", job.tier().label()));
        facts.add(
                new Fact(
                        "fingerprint",
                        job.fingerprint(),
                        ConsolePages.JOBS + "?fingerprint=" + Texts.encoded(job.fingerprint())));
        facts.add(
                Fact.of(
                        "attempts",
                        "%d of %d at most".formatted(job.attempts(), job.maxRetries() + 1)));
        facts.add(Fact.of("accepted", Texts.moment(job.createdAt())));
        facts.add(Fact.of("first attempt", Texts.moment(job.startedAt())));
        facts.add(Fact.of("next attempt", Texts.moment(job.nextAttemptAt())));
        facts.add(Fact.of("ended", Texts.moment(job.completedAt())));
        facts.add(Fact.of("held by", job.deferredReason().orElse("")));
        facts.add(Fact.of("last error", job.lastError().orElse("")));
        facts.add(Fact.of("kind of error", job.errorType().map(ErrorType::label).orElse("")));
        facts.add(Fact.of("last status", Texts.count(job.lastStatus())));
        facts.add(Fact.of("submission", job.submissionId().toString()));
        job.deadLetterId().ifPresent(id -> facts.add(letter("dead letter", id, visitor)));
        job.replayOf().ifPresent(id -> facts.add(letter("sends again", id, visitor)));
        return new JobDetailView(
                job.id().toString(),
                job.state().label(),
                tone(job.state()),
                job.state().ended(),
                facts.stream().filter(fact -> !fact.value().isEmpty()).toList(),
                AttemptRow.of(job.attemptLog()));
    }

    private static Fact letter(String name, UUID id, Visitor visitor) {
        return new Fact(
                name, id.toString(), visitor.operator() ? ConsolePages.LETTERS + "/" + id : "");
    }
}

package dev.pairplane.publishing.inbound.console;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import io.quarkus.qute.TemplateData;
import java.util.List;

/// An attempt; texts are ready to be read.
///
/// @param number from 1
/// @param at when it began
/// @param took until it ended
/// @param outcome `delivered`, or why not
/// @param tone for its pill
/// @param status the answer's
/// @param type of the error
/// @param error what went wrong
/// @param pause how long the target asked to be left alone
/// @param ambiguous whether the target may have taken it all the same
@TemplateData
public record AttemptRow(
        int number,
        String at,
        String took,
        String outcome,
        String tone,
        String status,
        String type,
        String error,
        String pause,
        boolean ambiguous) {

    static List<AttemptRow> of(List<Attempt> log) {
        return log.stream().map(AttemptRow::of).toList();
    }

    private static AttemptRow of(Attempt attempt) {
        return new AttemptRow(
                attempt.number(),
                Texts.moment(attempt.startedAt()),
                Texts.count(attempt.duration().toMillis()) + " ms",
                attempt.outcome(),
                attempt.errorType().isEmpty() ? "ok" : "bad",
                Texts.count(attempt.status()),
                attempt.errorType().map(ErrorType::label).orElse(""),
                attempt.error().orElse(""),
                attempt.retryAfter().map(Texts::time).orElse(""),
                attempt.ambiguous());
    }
}

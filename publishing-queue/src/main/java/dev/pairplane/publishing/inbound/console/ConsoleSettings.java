package dev.pairplane.publishing.inbound.console;

import java.time.Duration;

/// Limits of the console.
///
/// @param requests answered at once, 1 or more; 64. More get 503
/// @param formBytes of a form's body, 256 or more; 8 KiB
/// @param answerWithin how long a page waits for the store or the core; 10 s
/// @param pageSize jobs or dead letters on a page, 1 to 500; 50
/// @param shownEntries labels, and annotations, that are shown of an alert, 1 or more; 200
/// @param sessions of signed-in people, 1 or more; 1,000. One more ends the one that was not used
///   for the longest time
/// @param idle a session ends that was not used for so long; 8 h. A page that keeps itself fresh
///   does not count as use
/// @param lifetime a session ends so long after it began; 24 h
/// @param freeFailures failed sign-ins of an address before it has to wait, 1 or more; 5
/// @param firstPause how long it has to wait then, doubled by every further failure; 1 s
/// @param longestPause never longer, and after so long without a try all is forgotten; 5 min
/// @param addresses that are remembered for it, 1 or more; 10,000
public record ConsoleSettings(
        int requests,
        int formBytes,
        Duration answerWithin,
        int pageSize,
        int shownEntries,
        int sessions,
        Duration idle,
        Duration lifetime,
        int freeFailures,
        Duration firstPause,
        Duration longestPause,
        int addresses) {

    /// What is used where nothing else is said.
    public static final ConsoleSettings DEFAULTS =
            new ConsoleSettings(
                    64,
                    8 << 10,
                    Duration.ofSeconds(10),
                    50,
                    200,
                    1000,
                    Duration.ofHours(8),
                    Duration.ofHours(24),
                    5,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(5),
                    10_000);

    private static final int LARGEST_PAGE = 500;
    private static final int SMALLEST_FORM = 256;

    /// @throws IllegalArgumentException when a value is out of range
    public ConsoleSettings {
        if (requests < 1 || shownEntries < 1 || sessions < 1 || freeFailures < 1 || addresses < 1) {
            throw new IllegalArgumentException("limits of the console are 1 or more");
        }
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "a page holds 1 to " + LARGEST_PAGE + " rows, not " + pageSize);
        }
        if (formBytes < SMALLEST_FORM) {
            throw new IllegalArgumentException(
                    "a form takes " + SMALLEST_FORM + " bytes or more, not " + formBytes);
        }
        if (!answerWithin.isPositive()
                || !idle.isPositive()
                || !lifetime.isPositive()
                || !firstPause.isPositive()
                || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "times of the console are positive, and its longest pause is no shorter than"
                            + " the first");
        }
    }
}

package dev.pairplane.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A planted bug: a unified diff with a header that names who has to notice it.
///
/// ```
/// # The group is acknowledged before it is synced.
/// # killed-by: dev.pairplane.storage.core.wal.WalTest#acksAfterSync
/// --- a/storage-node/src/main/java/dev/pairplane/storage/core/wal/Wal.java
/// +++ b/storage-node/src/main/java/dev/pairplane/storage/core/wal/Wal.java
/// @@ -10,7 +10,7 @@
/// ```
///
/// `killed-by: timeout <test>` says that the bug makes the test hang. Several tests are divided by
/// commas.
///
/// @param hangs whether being killed by the time limit is what the header expects
record Mutant(String name, List<String> tests, boolean hangs, List<Change> changes) {

    /// What happens to one file.
    record Change(String path, List<Hunk> hunks) {}

    /// @param start the first line in the original, from 1
    /// @param before the lines that have to be there
    /// @param after the lines that take their place
    record Hunk(int start, List<String> before, List<String> after) {}

    /// A patch that cannot be used; the message says why.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;
        private final String why;

        Unusable(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    private static final String HEADER = "# killed-by:";
    private static final String HANGS = "timeout";
    private static final Pattern HUNK =
            Pattern.compile("@@ -(\\d+)(?:,\\d+)? \\+\\d+(?:,\\d+)? @@.*");

    static Mutant read(Path file) throws IOException, Unusable {
        var tests = new ArrayList<String>();
        var changes = new ArrayList<Change>();
        var lines = Files.readAllLines(file);
        var hangs = false;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.startsWith(HEADER)) {
                var value = line.substring(HEADER.length()).strip();
                if (value.startsWith(HANGS)) {
                    hangs = true;
                    value = value.substring(HANGS.length());
                }
                Arrays.stream(value.split("[,\\s]+", -1))
                        .filter(test -> !test.isBlank())
                        .forEach(tests::add);
            } else if (line.startsWith("--- ")) {
                changes.add(new Change(path(line), new ArrayList<>()));
            } else if (line.startsWith("@@ ")) {
                if (changes.isEmpty()) {
                    throw new Unusable("has a hunk before the name of a file");
                }
                i = hunk(lines, i, changes.getLast().hunks());
            }
        }
        if (tests.isEmpty()) {
            throw new Unusable("has no line '" + HEADER + " dev.pairplane...FooTest#method'");
        }
        if (changes.stream().allMatch(c -> c.hunks().isEmpty())) {
            throw new Unusable("changes nothing");
        }
        var name = String.valueOf(file.getFileName()).replaceFirst("\\.patch$", "");
        return new Mutant(name, List.copyOf(tests), hangs, List.copyOf(changes));
    }

    private static String path(String line) {
        return line.substring("--- ".length()).split("\t", 2)[0].strip().replaceFirst("^[ab]/", "");
    }

    /// Reads the hunk whose head is at `at`; returns the index of its last line.
    private static int hunk(List<String> lines, int at, List<Hunk> hunks) throws Unusable {
        var head = HUNK.matcher(lines.get(at));
        if (!head.matches()) {
            throw new Unusable("has a hunk that cannot be read: " + lines.get(at));
        }
        var before = new ArrayList<String>();
        var after = new ArrayList<String>();
        var i = at + 1;
        for (; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.startsWith("@@ ") || line.startsWith("--- ") || line.startsWith("diff ")) {
                break;
            }
            var sign = line.isEmpty() ? ' ' : line.charAt(0);
            var text = line.isEmpty() ? "" : line.substring(1);
            if (sign != '+' && sign != '\\') {
                before.add(text);
            }
            if (sign != '-' && sign != '\\') {
                after.add(text);
            }
        }
        hunks.add(new Hunk(Integer.parseInt(head.group(1)), before, after));
        return i - 1;
    }

    /// Whether a changed line declares a constant, which the compiler copies into other classes.
    boolean changesConstant() {
        return changes.stream()
                .flatMap(c -> c.hunks().stream())
                .flatMap(h -> h.after().stream().filter(l -> !h.before().contains(l)))
                .anyMatch(l -> l.contains("static final"));
    }

    /// Whether a change is in a text block, which may be a constant's although no changed line says
    /// so.
    static boolean changesText(Change change, String original) {
        var lines = Arrays.asList(original.split("\n", -1));
        return change.hunks().stream()
                .anyMatch(hunk -> {
                    var same = 0;
                    while (same < Math.min(hunk.before().size(), hunk.after().size())
                            && hunk.before().get(same).equals(hunk.after().get(same))) {
                        same++;
                    }
                    var at = find(lines, hunk.before(), hunk.start() - 1);
                    var quotes =
                            lines.subList(0, Math.max(0, at) + same).stream()
                                    .filter(line -> line.contains("\"\"\""))
                                    .count();
                    return quotes % 2 == 1;
                });
    }

    /// The text of a file after its change. The lines of a hunk must all be there, exactly, at its
    /// place or at the nearest other one.
    static String apply(Change change, String original) throws Unusable {
        var lines = new ArrayList<>(Arrays.asList(original.split("\n", -1)));
        var shift = 0;
        for (Hunk hunk : change.hunks()) {
            var at = find(lines, hunk.before(), hunk.start() - 1 + shift);
            if (at < 0) {
                throw new Unusable(
                        "does not apply to " + change.path() + " near line " + hunk.start());
            }
            var place = lines.subList(at, at + hunk.before().size());
            place.clear();
            place.addAll(hunk.after());
            shift += hunk.after().size() - hunk.before().size();
        }
        return String.join("\n", lines);
    }

    private static int find(List<String> lines, List<String> wanted, int near) {
        for (int distance = 0; distance <= lines.size(); distance++) {
            for (int at : new int[] {near - distance, near + distance}) {
                if (at >= 0
                        && at + wanted.size() <= lines.size()
                        && lines.subList(at, at + wanted.size()).equals(wanted)) {
                    return at;
                }
            }
        }
        return -1;
    }
}

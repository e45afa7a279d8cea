package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The listed exceptions to the rules: rule, name and reason in columns divided by tabs; lines that
/// start with `#` and blank lines are skipped.
record RuleExceptions(List<Entry> entries, List<Finding> faults) {

    record Entry(int line, String rule, String subject) {

        boolean covers(Finding finding) {
            return finding.rule().key().equals(rule) && finding.subject().equals(subject);
        }
    }

    /// Reads the file; none means no exceptions.
    static RuleExceptions read(Path file) {
        if (!Files.exists(file)) {
            return new RuleExceptions(List.of(), List.of());
        }
        var entries = new ArrayList<Entry>();
        var faults = new ArrayList<Finding>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var columns = line.split("\t", -1);
            if (columns.length != 3 || columns[2].isBlank()) {
                faults.add(
                        new Finding(
                                Rule.EXCEPTIONS,
                                file.getFileName() + ":" + (i + 1),
                                "is not 'rule TAB name TAB reason': " + line));
            } else {
                entries.add(new Entry(i + 1, columns[0], columns[1]));
            }
        }
        return new RuleExceptions(List.copyOf(entries), List.copyOf(faults));
    }

    /// The findings that no entry covers, and a finding for each entry that covers none.
    List<Finding> apply(List<Finding> findings) {
        var used = new HashSet<Entry>();
        var left = new ArrayList<Finding>();
        for (Finding finding : findings) {
            var covering = entries.stream().filter(e -> e.covers(finding)).toList();
            used.addAll(covering);
            if (covering.isEmpty()) {
                left.add(finding);
            }
        }
        for (Entry entry : entries) {
            if (!used.contains(entry)) {
                left.add(
                        new Finding(
                                Rule.EXCEPTIONS,
                                "line " + entry.line(),
                                entry.rule()
                                        + " for "
                                        + entry.subject()
                                        + " is needed by nothing; remove it"));
            }
        }
        left.addAll(faults);
        return left;
    }
}

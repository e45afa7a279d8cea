package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.file.Directory;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Names of segment files.
final class Segments {

    /// Up to 8,999,999,999,999,999,999: what is above is no number of ours.
    private static final Pattern NAME = Pattern.compile("wal-(0[0-8]\\d{18})\\.log");

    private Segments() {}

    static String name(long number) {
        return "wal-%020d.log".formatted(number);
    }

    /// The numbers of all segment files in the directory.
    static NavigableSet<Long> list(Directory directory) throws IOException {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (String name : directory.list()) {
            var matcher = NAME.matcher(name);
            if (matcher.matches()) {
                numbers.add(Long.parseLong(matcher.group(1)));
            }
        }
        return numbers;
    }
}

package dev.pairplane.storage.core.sstable;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of tables' files.
public final class TableName {
    /// Up to 8,999,999,999,999,999,999: what is above is no number of ours.
    private static final Pattern NAME = Pattern.compile("(0[0-8]\\d{18})\\.sst");

    private static final String TEMPORARY = ".tmp";

    private TableName() {}

    /// The name of a table.
    public static String of(long number) {
        return "%020d.sst".formatted(number);
    }

    /// Its name while it is written.
    public static String temporary(long number) {
        return of(number) + TEMPORARY;
    }

    /// Whether the name is one of a table that was not finished.
    public static boolean isTemporary(String name) {
        return name.endsWith(TEMPORARY)
                && number(name.substring(0, name.length() - TEMPORARY.length())).isPresent();
    }

    /// The number of the table that goes by this name; empty when none does.
    public static OptionalLong number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }
}

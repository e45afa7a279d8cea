package dev.pairplane.storage.bench.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is measured, as the command line says.
///
/// @param sizes how much
/// @param groups which parts
/// @param sides whom
/// @param runs how often each job is done
/// @param write the folder that page and figures go to, besides standard output
/// @param profile the folder that flight recordings of the jobs go to
record Settings(
        Sizes sizes,
        Set<Group> groups,
        Set<Side> sides,
        int runs,
        Optional<Path> write,
        Optional<Path> profile) {
    static final String USAGE =
            """
            usage: [--scale 1] [--only GROUP,GROUP] [--side ours] [--runs N] [--write FOLDER] [--profile FOLDER]
            --scale is 0.01 to 10: 1 takes 20 minutes, 0.03 one. A GROUP is one of fill, synced, read, uncached, recovery.
            --write wants everything measured: it goes with neither --only nor --side.\
            """;

    /// What can be measured alone.
    enum Group {
        FILL,
        SYNCED,
        READ,
        UNCACHED,
        RECOVERY
    }

    /// Reads a command line.
    ///
    /// @throws IllegalArgumentException saying what is wrong and what would be right
    static Settings of(String... arguments) {
        double scale = 1;
        Set<Group> groups = EnumSet.allOf(Group.class);
        Set<Side> sides = EnumSet.allOf(Side.class);
        Optional<Integer> runs = Optional.empty();
        Optional<Path> write = Optional.empty();
        Optional<Path> profile = Optional.empty();
        List<String> rest = new ArrayList<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--scale" -> scale = scale(value(option, rest));
                case "--only" -> groups = several(Group.class, option, value(option, rest));
                case "--side" -> sides = several(Side.class, option, value(option, rest));
                case "--runs" -> runs = Optional.of(runs(value(option, rest)));
                case "--write" -> write = Optional.of(Path.of(value(option, rest)));
                case "--profile" -> profile = Optional.of(Path.of(value(option, rest)));
                default -> throw wrong("there is no option '" + option + "'");
            }
        }
        boolean whole =
                groups.size() == Group.values().length && sides.size() == Side.values().length;
        if (write.isPresent() && !whole) {
            throw wrong("--write would write down a part only");
        }
        var sizes = new Sizes(scale);
        return new Settings(sizes, groups, sides, runs.orElse(sizes.runs()), write, profile);
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw wrong(option + " is followed by nothing");
        }
        return rest.removeFirst();
    }

    private static double scale(String text) {
        double scale;
        try {
            scale = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong("--scale '" + text + "' is no number");
        }
        if (!(scale >= Sizes.LEAST && scale <= Sizes.MOST)) {
            throw wrong("--scale " + text + " is not within 0.01 to 10");
        }
        return scale;
    }

    private static int runs(String text) {
        int runs;
        try {
            runs = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong("--runs '" + text + "' is no whole number");
        }
        if (runs < 1) {
            throw wrong("--runs " + text + " is not at least 1");
        }
        return runs;
    }

    private static <E extends Enum<E>> Set<E> several(Class<E> type, String option, String text) {
        Set<E> set = EnumSet.noneOf(type);
        for (String name : text.split(",", -1)) {
            set.add(
                    Stream.of(type.getEnumConstants())
                            .filter(one -> lower(one).equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    wrong(
                                            "%s '%s' is none of %s"
                                                    .formatted(
                                                            option,
                                                            name,
                                                            Stream.of(type.getEnumConstants())
                                                                    .map(Settings::lower)
                                                                    .collect(
                                                                            Collectors.joining(
                                                                                    ", "))))));
        }
        return set;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + "\n" + USAGE);
    }
}

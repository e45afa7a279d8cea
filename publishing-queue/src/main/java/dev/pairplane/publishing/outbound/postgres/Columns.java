package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.ErrorType;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Values as columns and arrays hold them.
final class Columns {

    private static final List<Tier> TIERS = List.of(Tier.values());
    private static final List<ErrorType> ERROR_TYPES = List.of(ErrorType.values());

    private Columns() {}

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    static Optional<Instant> instant(@Nullable OffsetDateTime at) {
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }

    static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }

    static Duration ofMicros(long micros) {
        return Duration.ofSeconds(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    static Tier tier(int number) {
        return TIERS.get(number);
    }

    static int number(Tier tier) {
        return TIERS.indexOf(tier);
    }

    static Optional<ErrorType> errorType(@Nullable String label) {
        return ERROR_TYPES.stream().filter(type -> type.label().equals(label)).findAny();
    }

    /// What a stored text says; empty where there is none, and where it cannot be read: one row
    /// must not hide all the others that are read with it.
    static <T> Optional<T> readable(@Nullable String text, Function<String, T> read) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static OptionalInt number(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    static @Nullable Integer number(OptionalInt value) {
        return value.isPresent() ? Integer.valueOf(value.orElseThrow()) : null;
    }

    /// A text that says what happened; PostgreSQL's cannot hold a NUL.
    static String free(String text) {
        return text.indexOf(0) < 0 ? text : text.replace('\0', '\uFFFD');
    }

    static <T> UUID[] ids(List<T> rows, Function<T, @Nullable UUID> column) {
        return rows.stream().map(column).toArray(UUID[]::new);
    }

    static <T> String[] texts(List<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    static <T> Integer[] ints(List<T> rows, Function<T, @Nullable Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    static <T> Long[] longs(List<T> rows, Function<T, @Nullable Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    static <T> Boolean[] flags(List<T> rows, Function<T, Boolean> column) {
        return rows.stream().map(column).toArray(Boolean[]::new);
    }

    static <T> OffsetDateTime[] times(List<T> rows, Function<T, @Nullable Instant> column) {
        return rows.stream()
                .map(row -> {
                    var at = column.apply(row);
                    return at == null ? null : time(at);
                })
                .toArray(OffsetDateTime[]::new);
    }
}

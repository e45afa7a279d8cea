package dev.pairplane.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/// Assertions on a scrape: what is there, of what shape, and by how much it moved.
///
/// ```java
/// assertThat(scrape).family("pairdb_writes_total").isOfType("counter").hasLabels("outcome");
/// assertThat(after).movedSince(before, 1, "pairdb_writes_total", Map.of("outcome", "success"));
/// ```
public final class MeterAssertions extends AbstractAssert<MeterAssertions, ScrapeFile> {

    private MeterAssertions(ScrapeFile scrape) {
        super(scrape, MeterAssertions.class);
    }

    /// Starts assertions on a scrape.
    public static MeterAssertions assertThat(ScrapeFile scrape) {
        return new MeterAssertions(scrape);
    }

    /// Asserts that the family is there and goes on with it; a miss names the families there are.
    public FamilyAssertions family(String name) {
        var family = actual.family(name);
        if (family.isEmpty()) {
            throw failure(
                    "no family %s; there are %s",
                    name, actual.families().stream().map(ScrapeFile.Family::name).toList());
        }
        return new FamilyAssertions(family.orElseThrow());
    }

    /// Asserts that a series has this value; all samples with at least these labels are added up.
    public MeterAssertions hasValue(double expected, String series, Map<String, String> labels) {
        Assertions.assertThat(valueOf(actual, series, labels))
                .as("%s%s", series, labels)
                .isEqualTo(expected);
        return this;
    }

    /// Asserts that a series, which was there before too, is `by` more than it was.
    public MeterAssertions movedSince(
            ScrapeFile before, double by, String series, Map<String, String> labels) {
        var was = valueOf(before, series, labels);
        Assertions.assertThat(valueOf(actual, series, labels) - was)
                .as("%s%s was %s; moved by", series, labels, was)
                .isEqualTo(by);
        return this;
    }

    private double valueOf(ScrapeFile scrape, String series, Map<String, String> labels) {
        var value = scrape.value(series, labels);
        if (value.isEmpty()) {
            var family =
                    scrape.families().stream()
                            .flatMap(f -> f.samples().stream())
                            .filter(s -> s.name().equals(series))
                            .map(s -> s.labels().toString())
                            .toList();
            throw failure("no series %s%s; of that name there are %s", series, labels, family);
        }
        return value.orElseThrow();
    }

    /// Assertions on one family.
    public static final class FamilyAssertions
            extends AbstractAssert<FamilyAssertions, ScrapeFile.Family> {

        private FamilyAssertions(ScrapeFile.Family family) {
            super(family, FamilyAssertions.class);
            as(family.name());
        }

        /// Asserts the type: `counter`, `gauge`, `histogram`, `summary`.
        public FamilyAssertions isOfType(String type) {
            Assertions.assertThat(actual.type()).as("%s type", actual.name()).isEqualTo(type);
            return this;
        }

        /// Asserts that there is a help text.
        public FamilyAssertions hasHelp() {
            Assertions.assertThat(actual.help()).as("%s help", actual.name()).isNotBlank();
            return this;
        }

        /// Asserts that exactly these labels are in use.
        public FamilyAssertions hasLabels(String... names) {
            Assertions.assertThat(actual.labels())
                    .as("%s labels", actual.name())
                    .isEqualTo(new TreeSet<>(Set.of(names)));
            return this;
        }

        /// Asserts that a label has exactly these values, so that each was registered beforehand.
        public FamilyAssertions hasValues(String label, String... values) {
            Assertions.assertThat(actual.values(label))
                    .as("%s values of %s", actual.name(), label)
                    .isEqualTo(new TreeSet<>(Set.of(values)));
            return this;
        }

        /// Asserts the upper bounds of the buckets, ascending, without `+Inf`, which is always
        /// there.
        public FamilyAssertions hasBuckets(double... bounds) {
            List<Double> expected =
                    Arrays.stream(bounds).boxed().collect(Collectors.toCollection(ArrayList::new));
            expected.add(Double.POSITIVE_INFINITY);
            Assertions.assertThat(actual.buckets())
                    .as("%s buckets", actual.name())
                    .isEqualTo(expected);
            return this;
        }
    }
}

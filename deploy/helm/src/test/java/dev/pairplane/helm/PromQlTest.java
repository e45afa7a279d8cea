package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.helm.PromQl.Condition;
import dev.pairplane.helm.PromQl.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromQlTest {

    @Test
    void findsSeriesConditionsAndGroupings() {
        PromQl read =
                PromQl.of(
                        """
                        sum by (namespace, pod) (rate(a_total{error="true", code!~"4.."}[5m]))
                          / on (namespace) sum(b:c) offset 5m > bool 3.5e9 and -d{} unless e
                        """);

        assertThat(read.selectors())
                .containsExactly(
                        new Selector(
                                "a_total",
                                List.of(
                                        new Condition("error", "=", "true"),
                                        new Condition("code", "!~", "4..")),
                                true),
                        new Selector("b:c", List.of(), false),
                        new Selector("d", List.of(), false),
                        new Selector("e", List.of(), false));
        assertThat(read.groupings()).containsExactly("namespace", "pod");
    }

    @Test
    void knowsWhatIsCountedFromWhatIsRead() {
        PromQl read =
                PromQl.of(
                        "histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) > 1 or"
                                + " absent(up{job=\"x\"} == 1) or increase(b[$__rate_interval])");

        assertThat(read.selectors())
                .extracting(Selector::series, Selector::counted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a_bucket", true),
                        org.assertj.core.groups.Tuple.tuple("up", false),
                        org.assertj.core.groups.Tuple.tuple("b", true));
    }

    @Test
    void findsSeriesThatAreNamedByACondition() {
        assertThat(PromQl.of("count by (job) ({__name__=~\"a|b\", job=\"}\"})").selectors())
                .containsExactly(
                        new Selector("a", List.of(new Condition("job", "=", "}")), false),
                        new Selector("b", List.of(new Condition("job", "=", "}")), false));
    }
}

package dev.pairplane.difftracker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelectionTest {

    private static final String OURS = "pairplane.dev/service-gateway";

    private final Selection byClass = new Selection.ByClass(OURS);
    private final Selection classless = new Selection.Classless();

    @Test
    void byClassTakesItsOwnClassAlone() {
        assertThat(byClass.selects(new TestService().ofClass(OURS).build())).isTrue();
        assertThat(byClass.selects(new TestService().ofClass("other").build())).isFalse();
        assertThat(byClass.selects(new TestService().build())).isFalse();
        assertThat(byClass.addsStandardFinalizer()).isFalse();
    }

    @Test
    void classlessTakesWhatNamesNoClass() {
        assertThat(classless.selects(new TestService().build())).isTrue();
        assertThat(classless.selects(new TestService().ofClass(OURS).build())).isFalse();
        assertThat(classless.addsStandardFinalizer()).isTrue();
    }

    @Test
    void neitherTakesAServiceOfAnotherType() {
        var service = new TestService().ofClass(OURS).type("ClusterIP").build();

        assertThat(byClass.selects(service)).isFalse();
        assertThat(classless.selects(new TestService().type("NodePort").build())).isFalse();
    }
}

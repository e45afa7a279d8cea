package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import org.junit.jupiter.api.Test;

class LintTest {

    /// Nothing but a missing icon, of which there is none.
    @Test
    void strictLintIsCleanOnTheDefaults() {
        var result = new Helm(Chart.FOLDER).lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages())
                .filteredOn(message -> !message.isBlank())
                .containsExactly("[INFO] Chart.yaml: icon is recommended");
    }
}

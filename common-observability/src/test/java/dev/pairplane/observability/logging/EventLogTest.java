package dev.pairplane.observability.logging;

import static dev.pairplane.observability.logging.Field.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final class Kept extends Handler {
        private final List<ExtLogRecord> records = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            records.add(ExtLogRecord.wrap(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final Kept kept = new Kept();
    private final Logger logger = Logger.getLogger(EventLogTest.class.getName());
    private final EventLog log = EventLog.of(EventLogTest.class);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.addHandler(kept);
    }

    @AfterEach
    void forget() {
        logger.removeHandler(kept);
    }

    @Test
    void putsFieldsIntoTheRecord() {
        log.info(
                "segment sealed",
                field(StandardKey.FILE, "000001.log"),
                field(StandardKey.COUNT, 3));

        ExtLogRecord entry = kept.records.getFirst();
        assertThat(new PatternFormatter("%s").format(entry)).isEqualTo("segment sealed");
        assertThat(entry.getLoggerName()).isEqualTo(EventLogTest.class.getName());
        assertThat(entry.getMdcCopy())
                .containsEntry("file", "000001.log")
                .containsEntry("count", "3");
        assertThat(new PatternFormatter("%p %s %X").format(entry))
                .startsWith("INFO segment sealed {")
                .contains("file=000001.log");
    }

    @Test
    void keepsLevelsAndCauses() {
        log.debug("hidden");
        log.warn("careful");
        log.error("failed");
        log.error("broken", new IllegalStateException("why"), field(StandardKey.REASON, null));

        assertThat(kept.records)
                .extracting(LogRecord::getMessage)
                .containsExactly("careful", "failed", "broken");
        assertThat(kept.records.getLast().getThrown()).hasMessage("why");
        assertThat(kept.records.getFirst().getLevel()).isEqualTo(Level.WARN);
        assertThat(log.debugs()).isFalse();
    }

    @Test
    void takesMessagesAsTheyAre() {
        log.info("{0} %s done");

        assertThat(new PatternFormatter("%s").format(kept.records.getFirst()))
                .isEqualTo("{0} %s done");
    }

    @Test
    void neverShowsASecret() {
        Secret secret = Secret.of("geheim");
        log.info("configured", field(StandardKey.REASON, secret));

        assertThat(kept.records.getFirst().getMdc("reason")).isEqualTo("[redacted]");
        assertThat(secret)
                .hasToString("[redacted]")
                .isEqualTo(Secret.of("geheim"))
                .isNotEqualTo(Secret.of("x"));
        assertThat(secret.value()).isEqualTo("geheim");
        assertThat(secret.matches("geheim")).isTrue();
        assertThat(secret.matches("geheim2")).isFalse();
        assertThat(secret).hasSameHashCodeAs(Secret.of("other"));
        assertThat(new Secret.FromConfig().convert("k")).isEqualTo(Secret.of("k"));
        assertThat(new Secret.FromConfig().convert("")).isNull();
    }
}

package dev.pairplane.publishing.telemetry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What this package logs while it is open, as `LEVEL message {fields}`.
final class LogLines extends Handler implements AutoCloseable {
    private static final String PACKAGE = LogLines.class.getPackageName();

    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");

    LogLines() {
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLoggerName() != null && record.getLoggerName().startsWith(PACKAGE)) {
            lines.add(
                    record.getLevel()
                            + " "
                            + record.getMessage()
                            + " "
                            + new TreeMap<>(fields(record)));
        }
    }

    /// The log manager's own records have them; its classes are not this module's to name.
    private static Map<?, ?> fields(LogRecord record) {
        try {
            return (Map<?, ?>) record.getClass().getMethod("getMdcCopy").invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record without fields: " + record, e);
        }
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        root.removeHandler(this);
    }
}

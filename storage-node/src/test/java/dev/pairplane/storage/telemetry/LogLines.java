package dev.pairplane.storage.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What this package logs while it is open, as `LEVEL message`.
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
            lines.add(record.getLevel() + " " + record.getMessage());
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

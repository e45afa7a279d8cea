package dev.pairplane.observability.logging;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/// Logs fixed messages with fields: `log.info("segment sealed", field(FILE, name))`. The message
/// says what happened and never carries values; the fields go into the record's MDC, where the
/// configured format prints them. Safe for all threads. When the level is off, only the fields'
/// text forms were made in vain.
public final class EventLog {
    private final Logger logger;

    private EventLog(Logger logger) {
        this.logger = logger;
    }

    /// The log of a class.
    public static EventLog of(Class<?> type) {
        return new EventLog(Logger.getLogger(type.getName()));
    }

    /// For developers.
    public void debug(String message, Field... fields) {
        log(Level.DEBUG, message, null, fields);
    }

    /// Once per change of state.
    public void info(String message, Field... fields) {
        log(Level.INFO, message, null, fields);
    }

    /// Somebody should look.
    public void warn(String message, Field... fields) {
        log(Level.WARN, message, null, fields);
    }

    /// Something was not done.
    public void error(String message, Field... fields) {
        log(Level.ERROR, message, null, fields);
    }

    /// Something was not done, because of this.
    public void error(String message, Throwable cause, Field... fields) {
        log(Level.ERROR, message, cause, fields);
    }

    /// Whether [#debug] prints; for callers whose fields are costly.
    public boolean debugs() {
        return logger.isLoggable(Level.DEBUG);
    }

    private void log(
            java.util.logging.Level level,
            String message,
            @Nullable Throwable cause,
            Field... fields) {
        if (!logger.isLoggable(level)) {
            return;
        }
        ExtLogRecord entry =
                new ExtLogRecord(
                        level,
                        message,
                        ExtLogRecord.FormatStyle.NO_FORMAT,
                        EventLog.class.getName());
        entry.setLoggerName(logger.getName());
        if (cause != null) {
            entry.setThrown(cause);
        }
        for (Field field : fields) {
            entry.putMdc(field.key().key(), field.value());
        }
        logger.logRaw(entry);
    }
}

package dev.pairplane.observability.health;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// How full the volume of a directory is: critical above one share, warning above a lower one. When
/// the volume cannot be asked: critical.
public final class DiskSpaceCheck implements HealthCheck {
    /// What a volume can tell about its room.
    interface Volume {
        /// Bytes of the whole volume and bytes this process may still use.
        long[] totalAndUsable() throws IOException;
    }

    private static final double PERCENT = 100.0;

    private final Volume volume;
    private final double warningPercent;
    private final double criticalPercent;

    /// @param warningPercent used share above which it is a warning, 0 to 100 (usual: 90)
    /// @param criticalPercent used share above which it is critical, not below the first (usual:
    ///   95)
    public DiskSpaceCheck(Path directory, double warningPercent, double criticalPercent) {
        this(
                () -> {
                    FileStore store = Files.getFileStore(directory);
                    return new long[] {store.getTotalSpace(), store.getUsableSpace()};
                },
                warningPercent,
                criticalPercent);
    }

    DiskSpaceCheck(Volume volume, double warningPercent, double criticalPercent) {
        if (!(warningPercent >= 0
                && warningPercent <= criticalPercent
                && criticalPercent <= PERCENT)) {
            throw new IllegalArgumentException(
                    "thresholds %s and %s: 0 <= warning <= critical <= 100 has to hold"
                            .formatted(warningPercent, criticalPercent));
        }
        this.volume = volume;
        this.warningPercent = warningPercent;
        this.criticalPercent = criticalPercent;
    }

    @Override
    public String name() {
        return "disk_space";
    }

    @Override
    public CheckResult check() {
        long total;
        long usable;
        try {
            long[] room = volume.totalAndUsable();
            total = room[0];
            usable = room[1];
        } catch (IOException e) {
            return CheckResult.critical(
                    "disk_stats_unavailable", "the volume cannot be asked: " + e);
        }
        if (total <= 0) {
            return CheckResult.critical(
                    "disk_stats_unavailable", "the volume says its size is " + total);
        }
        double used = PERCENT * (total - usable) / total;
        String evidence =
                String.format(
                        Locale.ROOT, "%.1f %% used, %d of %d bytes free", used, usable, total);
        CheckResult result;
        if (used > criticalPercent) {
            result = CheckResult.critical("disk_full", evidence);
        } else if (used > warningPercent) {
            result = CheckResult.warning("disk_filling", evidence);
        } else {
            result = CheckResult.ok(evidence);
        }
        return result.with("disk_usage_percent", Math.round(used * 10) / 10.0);
    }
}

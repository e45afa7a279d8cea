package dev.pairplane.observability.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How near the container is to its memory limit (cgroup v2), and whether tasks wait for memory
/// (PSI).
///
/// Page cache counts in `memory.current` but is given back under pressure; what may be reclaimed at
/// once (inactive file pages) is therefore taken off, as the kubelet does.
public final class MemoryPressureCheck implements HealthCheck {
    /// The thresholds, all in percent.
    ///
    /// @param warningPercent share of the limit above which it is a warning (usual: 90)
    /// @param criticalPercent share of the limit above which it is critical (usual: 97)
    /// @param stalledPercent share of the last 10 s in which all tasks waited for memory, above
    ///   which it is a warning (usual: 20)
    public record Thresholds(double warningPercent, double criticalPercent, double stalledPercent) {
        /// 90, 97 and 20.
        public static final Thresholds DEFAULT = new Thresholds(90, 97, 20);
    }

    private static final Path CGROUP = Path.of("/sys/fs/cgroup");
    private static final Pattern INACTIVE = Pattern.compile("(?m)^inactive_file (\\d+)$");
    private static final Pattern FULL = Pattern.compile("(?m)^full avg10=([0-9.]+)");
    private static final double PERCENT = 100.0;

    private final Path cgroup;
    private final Thresholds thresholds;

    /// Watches the cgroup this process sees as its root, which is the container's.
    public MemoryPressureCheck(Thresholds thresholds) {
        this(CGROUP, thresholds);
    }

    /// Watches the cgroup whose files are in this directory.
    public MemoryPressureCheck(Path cgroup, Thresholds thresholds) {
        this.cgroup = cgroup;
        this.thresholds = thresholds;
    }

    @Override
    public String name() {
        return "memory_pressure";
    }

    @Override
    public CheckResult check() throws IOException {
        String limitText;
        long current;
        try {
            limitText = read("memory.max");
            current = Long.parseLong(read("memory.current"));
        } catch (NoSuchFileException e) {
            return CheckResult.ok("no cgroup limit");
        }
        if (limitText.equals("max")) {
            return CheckResult.ok("no cgroup limit");
        }
        long limit = Long.parseLong(limitText);
        long used = Math.max(0, current - (long) number("memory.stat", INACTIVE));
        double share = PERCENT * used / limit;
        double stalled = number("memory.pressure", FULL);
        String evidence =
                String.format(
                        Locale.ROOT,
                        "%d of %d bytes (%.1f %%), all tasks stalled %.1f %% of 10 s",
                        used,
                        limit,
                        share,
                        stalled);
        if (share > thresholds.criticalPercent()) {
            return CheckResult.critical("memory_exhausted", evidence);
        }
        if (share > thresholds.warningPercent()) {
            return CheckResult.warning("memory_high", evidence);
        }
        return stalled > thresholds.stalledPercent()
                ? CheckResult.warning("memory_stalled", evidence)
                : CheckResult.ok(evidence);
    }

    private String read(String file) throws IOException {
        return Files.readString(cgroup.resolve(file)).strip();
    }

    /// The number the pattern finds in a file; 0 when there is none, as on kernels without PSI,
    /// where the file is absent or cannot be read.
    private double number(String file, Pattern pattern) {
        try {
            Matcher matcher = pattern.matcher(read(file));
            return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}

package dev.pairplane.observability.health;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/// How many of the file descriptors that this process may open are open; a warning above a share.
public final class FileDescriptorCheck implements HealthCheck {
    /// What the operating system says.
    interface Descriptors {
        /// Open descriptors and the soft limit; a limit below 1 means there is none.
        long[] openAndLimit();
    }

    private static final double PERCENT = 100.0;

    private final Descriptors descriptors;
    private final double warningPercent;

    /// @param warningPercent open share above which it is a warning, 0 to 100 (usual: 90)
    public FileDescriptorCheck(double warningPercent) {
        this(FileDescriptorCheck::system, warningPercent);
    }

    FileDescriptorCheck(Descriptors descriptors, double warningPercent) {
        this.descriptors = descriptors;
        this.warningPercent = warningPercent;
    }

    private static long[] system() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? new long[] {unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount()}
                : new long[] {0, 0};
    }

    @Override
    public String name() {
        return "file_descriptors";
    }

    @Override
    public CheckResult check() {
        long[] now = descriptors.openAndLimit();
        if (now[1] < 1) {
            return CheckResult.ok("no limit of file descriptors is known");
        }
        double used = PERCENT * now[0] / now[1];
        String evidence =
                String.format(Locale.ROOT, "%d of %d open (%.1f %%)", now[0], now[1], used);
        return used > warningPercent
                ? CheckResult.warning("file_descriptors_low", evidence)
                : CheckResult.ok(evidence);
    }
}

package dev.pairplane.observability.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInChecksTest {
    @TempDir Path directory;

    private static CheckResult disk(long total, long usable) {
        return new DiskSpaceCheck(() -> new long[] {total, usable}, 90, 95).check();
    }

    /// Storage invariant 125
    @Test
    void flipsAtTheDiskThresholds() {
        assertThat(disk(1000, 100).severity()).isEqualTo(Severity.OK);
        assertThat(disk(1000, 99).severity()).isEqualTo(Severity.WARNING);
        assertThat(disk(1000, 50).severity()).isEqualTo(Severity.WARNING);
        assertThat(disk(1000, 49).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(disk(1000, 49).reason()).contains("disk_full");
        assertThat(disk(1000, 49).facts()).containsEntry("disk_usage_percent", 95.1);
    }

    @Test
    void isCriticalWhenTheVolumeDoesNotAnswer() {
        CheckResult failed =
                new DiskSpaceCheck(
                                () -> {
                                    throw new IOException("gone");
                                },
                                90,
                                95)
                        .check();

        assertThat(failed.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(failed.reason()).contains("disk_stats_unavailable");
        assertThat(disk(0, 0).reason()).contains("disk_stats_unavailable");
        assertThat(new DiskSpaceCheck(directory.resolve("gone"), 90, 95).check().reason())
                .contains("disk_stats_unavailable");
    }

    @Test
    void asksTheRealVolume() {
        assertThat(new DiskSpaceCheck(directory, 100, 100).check().severity())
                .isEqualTo(Severity.OK);
        assertThatThrownBy(() -> new DiskSpaceCheck(directory, 96, 95))
                .hasMessageContaining("warning <= critical");
    }

    @Test
    void makesAndRemovesAProbeFile() throws IOException {
        DataDirectoryCheck check = new DataDirectoryCheck(directory);
        Files.createFile(directory.resolve(".health_check_1"));

        assertThat(check.check().severity()).isEqualTo(Severity.OK);
        assertThat(check.check().severity()).isEqualTo(Severity.OK);
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void isCriticalWithoutAUsableDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path blocked = Files.createDirectories(directory.resolve("blocked"));
        Files.createDirectories(blocked.resolve(".health_check_1").resolve("occupied"));

        assertThat(new DataDirectoryCheck(directory.resolve("gone")).check().severity())
                .isEqualTo(Severity.CRITICAL);
        assertThat(new DataDirectoryCheck(file).check().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(new DataDirectoryCheck(blocked).check().reason())
                .contains("data_dir_inaccessible");
    }

    @Test
    void warnsOfFewFileDescriptors() {
        assertThat(new FileDescriptorCheck(() -> new long[] {90, 100}, 90).check().severity())
                .isEqualTo(Severity.OK);
        assertThat(new FileDescriptorCheck(() -> new long[] {91, 100}, 90).check().severity())
                .isEqualTo(Severity.WARNING);
        assertThat(new FileDescriptorCheck(() -> new long[] {91, 0}, 90).check().severity())
                .isEqualTo(Severity.OK);
        assertThat(new FileDescriptorCheck(100).check().evidence()).contains(" open (");
    }

    private CheckResult memory(String current, String max, String stat, String pressure)
            throws IOException {
        Files.writeString(directory.resolve("memory.current"), current + "\n");
        Files.writeString(directory.resolve("memory.max"), max + "\n");
        Files.writeString(directory.resolve("memory.stat"), stat);
        Files.writeString(directory.resolve("memory.pressure"), pressure);
        return new MemoryPressureCheck(directory, MemoryPressureCheck.Thresholds.DEFAULT).check();
    }

    @Test
    void judgesTheContainersMemory() throws IOException {
        String calm = "some avg10=0.00 avg60=0.00\nfull avg10=0.00 avg60=0.00\n";

        assertThat(memory("900", "1000", "", calm).severity()).isEqualTo(Severity.OK);
        assertThat(memory("910", "1000", "", calm).reason()).contains("memory_high");
        assertThat(memory("980", "1000", "", calm).reason()).contains("memory_exhausted");
        assertThat(memory("980", "1000", "anon 5\ninactive_file 500\n", calm).severity())
                .isEqualTo(Severity.OK);
        assertThat(memory("100", "1000", "", "full avg10=35.50 avg60=0.00\n").reason())
                .contains("memory_stalled");
        assertThat(memory("980", "max", "", calm).evidence()).isEqualTo("no cgroup limit");
    }

    @Test
    void isFineWithoutCgroupFiles() throws IOException {
        MemoryPressureCheck check =
                new MemoryPressureCheck(directory, MemoryPressureCheck.Thresholds.DEFAULT);
        assertThat(check.check().evidence()).isEqualTo("no cgroup limit");

        Files.writeString(directory.resolve("memory.current"), "10");
        Files.writeString(directory.resolve("memory.max"), "100");
        assertThat(check.check().severity()).isEqualTo(Severity.OK);
        assertThat(new MemoryPressureCheck(MemoryPressureCheck.Thresholds.DEFAULT).name())
                .isEqualTo("memory_pressure");
    }
}

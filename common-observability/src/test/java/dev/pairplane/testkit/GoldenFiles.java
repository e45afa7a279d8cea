package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Compares what a program produces with a file that is committed, byte for byte. With
/// `-Dpairplane.golden.rewrite=true` the file is written instead, to be reviewed as a diff; the
/// command for it is in the message of a failure.
///
/// ```java
/// GoldenFiles.check(Path.of("src/test/resources/golden/wal-v1.hex"), text);
/// GoldenFiles.check(Path.of("../docs/reference/metrics.md"), page);
/// ```
public final class GoldenFiles {

    /// The property that rewrites instead of comparing.
    public static final String REWRITE = "pairplane.golden.rewrite";

    private static final int HEX_CONTEXT = 16;

    private GoldenFiles() {}

    /// Compares a text, taken as UTF-8; the message shows the lines that differ.
    public static void check(Path committed, String actual) {
        if (!rewrites(committed, actual.getBytes(StandardCharsets.UTF_8))) {
            var expected = new String(read(committed), StandardCharsets.UTF_8);
            if (!expected.equals(actual)) {
                throw differs(committed, LineDiff.between(expected, actual));
            }
        }
    }

    /// Compares bytes; the message shows those around the first difference.
    public static void check(Path committed, byte[] actual) {
        if (!rewrites(committed, actual)) {
            var expected = read(committed);
            var at = Arrays.mismatch(expected, actual);
            if (at >= 0) {
                throw differs(
                        committed,
                        "first difference at offset %d; sizes %d and %d%n- %s%n+ %s"
                                .formatted(
                                        at,
                                        expected.length,
                                        actual.length,
                                        hex(expected, at),
                                        hex(actual, at)));
            }
        }
    }

    private static boolean rewrites(Path committed, byte[] actual) {
        if (!Boolean.getBoolean(REWRITE)) {
            return false;
        }
        try {
            if (!Files.exists(committed) || !Arrays.equals(Files.readAllBytes(committed), actual)) {
                Files.createDirectories(committed.toAbsolutePath().getParent());
                Files.write(committed, actual);
                System.out.println("rewrote " + committed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private static byte[] read(Path committed) {
        try {
            if (!Files.exists(committed)) {
                throw new AssertionError(committed + " does not exist\n" + advice());
            }
            return Files.readAllBytes(committed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AssertionError differs(Path committed, String difference) {
        return new AssertionError(
                committed
                        + " differs from what the program produces (+)\n"
                        + difference
                        + "\n"
                        + advice());
    }

    private static String advice() {
        return "if the new one is right: " + RunCommand.withProperty(REWRITE, true);
    }

    private static String hex(byte[] bytes, int at) {
        var from = Math.max(0, at - HEX_CONTEXT);
        var to = Math.min(bytes.length, at + HEX_CONTEXT);
        if (from >= to) {
            return "(end)";
        }
        var part = new byte[to - from];
        ByteBuffer.wrap(bytes, from, part.length).get(part);
        return "from offset " + from + ": " + HexFormat.ofDelimiter(" ").formatHex(part);
    }
}

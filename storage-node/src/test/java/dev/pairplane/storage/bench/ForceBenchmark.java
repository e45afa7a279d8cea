package dev.pairplane.storage.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The yardstick: 4 KiB written into a zero-filled file and forced, one at a time, nothing else.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ForceBenchmark {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 16_384;

    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    private BenchDirectory directory = BenchDirectory.NONE;

    @SuppressWarnings("NullAway.Init") // Set before the first call.
    private FileChannel channel;

    private int next;

    /// Makes the file.
    @Setup
    public void open() throws IOException {
        directory = BenchDirectory.create();
        channel =
                FileChannel.open(
                        directory.path().resolve("force"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        for (int i = 0; i < BLOCKS; i++) {
            channel.write(block.clear(), (long) i * BLOCK);
        }
        channel.force(true);
    }

    /// Removes it.
    @TearDown
    public void close() throws IOException {
        channel.close();
        directory.remove();
    }

    /// One block.
    @Benchmark
    public int force() throws IOException {
        int written = channel.write(block.clear(), (long) (next++ % BLOCKS) * BLOCK);
        channel.force(false);
        return written;
    }
}

package dev.pairplane.storage.bench;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A directory whose files take some time more for each sync: a slower disk on a fast machine.
record SlowSyncDirectory(Directory real, long nanos) implements Directory {

    @Override
    public StoredFile create(String name) throws IOException {
        return new SlowFile(real.create(name), nanos);
    }

    @Override
    public StoredFile open(String name) throws IOException {
        return new SlowFile(real.open(name), nanos);
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void move(String name, Directory target) throws IOException {
        real.move(name, target instanceof SlowSyncDirectory(Directory other, _) ? other : target);
    }

    @Override
    public void link(String name, Directory target) throws IOException {
        real.link(name, target instanceof SlowSyncDirectory(Directory other, _) ? other : target);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void sync() throws IOException {
        real.sync();
    }

    @Override
    public Directory subdirectory(String name) throws IOException {
        return new SlowSyncDirectory(real.subdirectory(name), nanos);
    }

    @Override
    public Lock lock(String name, String owner) throws IOException {
        return real.lock(name, owner);
    }

    @Override
    public long totalBytes() throws IOException {
        return real.totalBytes();
    }

    @Override
    public long usableBytes() throws IOException {
        return real.usableBytes();
    }

    @Override
    public String path() {
        return real.path();
    }

    private record SlowFile(StoredFile real, long nanos) implements StoredFile {
        @Override
        public String name() {
            return real.name();
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            real.write(source, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public void sync(boolean withSize) throws IOException {
            real.sync(withSize);
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}

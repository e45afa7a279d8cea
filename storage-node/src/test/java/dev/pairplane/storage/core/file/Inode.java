package dev.pairplane.storage.core.file;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/// One simulated file without its name: what a process reads, and what a power loss leaves.
///
/// Two images: *written* is the page cache, *durable* the platter. A page is *dirty* when the next
/// sync carries it over, *lost* when a failed sync marked it clean without doing so. The size is
/// kept apart likewise, because `fdatasync` does not carry it. Guarded by the disk's lock.
final class Inode {
    private static final long NEVER_CUT = Long.MAX_VALUE;

    private final PageTable written;
    private final PageTable durable;
    private final BitSet dirty;
    private final BitSet lost;
    private long size;
    private long durableSize;
    private boolean sizeDirty;

    /// The smallest size since the durable one: from there on the old bytes are gone.
    private long cutTo = NEVER_CUT;

    /// Below the durable size, a data sync is as good as any: no image ends before this.
    private long floor;

    Inode() {
        this(new PageTable(), new PageTable(), new BitSet(), new BitSet());
    }

    private Inode(PageTable written, PageTable durable, BitSet dirty, BitSet lost) {
        this.written = written;
        this.durable = durable;
        this.dirty = dirty;
        this.lost = lost;
    }

    long size() {
        return size;
    }

    void read(ByteBuffer target, long position) {
        written.read(target, position);
    }

    void write(ByteBuffer source, long position) {
        if (!source.hasRemaining()) {
            return;
        }
        long end = position + source.remaining();
        int first = PageTable.index(position);
        written.write(source, position);
        dirty.set(first, PageTable.count(end));
        lost.clear(first, PageTable.count(end));
        size = Math.max(size, end);
        sizeDirty |= end > durableSize;
    }

    void truncate(long to) {
        written.cut(to);
        int whole = PageTable.count(to);
        dirty.clear(whole, Math.max(whole, dirty.length()));
        lost.clear(whole, Math.max(whole, lost.length()));
        if (to % PageTable.PAGE != 0 && to < size) {
            dirty.set(PageTable.index(to));
            lost.clear(PageTable.index(to));
        }
        size = to;
        sizeDirty = true;
        cutTo = Math.min(cutTo, to);
        floor = Math.min(floor, to);
    }

    void sync(boolean withSize) {
        dirty.stream().forEach(page -> durable.set(page, written.page(page)));
        dirty.clear();
        floor = Math.min(size, durableSize);
        if (withSize && sizeDirty) {
            for (int page = firstCut();
                    page < Math.max(durable.length(), written.length());
                    page++) {
                durable.set(page, afterCut(page));
            }
            durableSize = size;
            sizeDirty = false;
            cutTo = NEVER_CUT;
        }
    }

    /// What a failed sync leaves: everything counts as clean, nothing has arrived.
    void loseUnsynced(boolean withSize) {
        lost.or(dirty);
        dirty.clear();
        if (withSize) {
            sizeDirty = false;
        }
    }

    void flip(long position, int bit) {
        written.flip(position, bit);
        durable.flip(position, bit);
    }

    /// The same file on another disk, unsynced state included; later changes stay apart.
    Inode fork() {
        Inode copy =
                new Inode(
                        written.share(),
                        durable.share(),
                        (BitSet) dirty.clone(),
                        (BitSet) lost.clone());
        copy.size = size;
        copy.durableSize = durableSize;
        copy.sizeDirty = sizeDirty;
        copy.cutTo = cutTo;
        copy.floor = floor;
        return copy;
    }

    /// The file with everything unsynced gone.
    Inode durableOnly() {
        return settled(durable.share(), durableSize);
    }

    /// The file with some of what was unsynced: any pages, any sectors, either size.
    Inode survivor(RandomGenerator random) {
        boolean resized = sizeDirty && random.nextBoolean();
        PageTable image = durable.share();
        if (resized) {
            for (int page = firstCut();
                    page < Math.max(durable.length(), written.length());
                    page++) {
                image.set(page, afterCut(page));
            }
        }
        dirty.stream()
                .forEach(page -> {
                    int sectors =
                            switch (random.nextInt(3)) {
                                case 0 -> 0;
                                case 1 -> 0xFF;
                                default -> random.nextInt(0x100);
                            };
                    byte[] mixed = PageTable.mix(image.page(page), written.page(page), sectors);
                    image.set(page, mixed);
                });
        return settled(image, resized ? survivingSize(random) : durableSize);
    }

    /// File systems move a growing size along as pages arrive, so it may stop at a page between.
    private long survivingSize(RandomGenerator random) {
        long from = Math.max(floor, Math.min(cutTo, durableSize));
        if (size <= from || random.nextInt(3) != 0) {
            return size;
        }
        long first = from / PageTable.PAGE;
        long between = random.nextLong(first, size / PageTable.PAGE + 1) * PageTable.PAGE;
        return Math.max(from, between);
    }

    private int firstCut() {
        return cutTo == NEVER_CUT ? Integer.MAX_VALUE : PageTable.index(cutTo);
    }

    /// A page at or behind the cut once the cut is durable: clean means it was synced after it.
    private byte[] afterCut(int page) {
        if (!dirty.get(page) && !lost.get(page)) {
            return written.page(page);
        }
        long offset = cutTo - (long) page * PageTable.PAGE;
        return offset <= 0 ? PageTable.ZEROS : PageTable.cut(durable.page(page), (int) offset);
    }

    private static Inode settled(PageTable image, long size) {
        image.cut(size);
        Inode inode = new Inode(image.share(), image, new BitSet(), new BitSet());
        inode.size = size;
        inode.durableSize = size;
        return inode;
    }
}

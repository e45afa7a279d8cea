package dev.pairplane.storage.core.file;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The bytes of a file as 4-KiB pages; pages never change, so copies share them.
///
/// A page of zeros is always the same object: a hole and a preallocated file cost one reference per
/// page. [#share] copies in constant time; whoever writes first copies the array of references.
final class PageTable {
    static final int PAGE = 4096;
    static final int SECTOR = 512;
    static final byte[] ZEROS = new byte[PAGE];
    private static final int MAX_PAGES = 1 << 22;

    private byte[][] pages;
    private boolean shared;

    PageTable() {
        this(new byte[0][], false);
    }

    private PageTable(byte[][] pages, boolean shared) {
        this.pages = pages;
        this.shared = shared;
    }

    /// How many pages hold `size` bytes.
    static int count(long size) {
        return Math.toIntExact((size + PAGE - 1) / PAGE);
    }

    /// The page that holds the byte at `position`.
    static int index(long position) {
        return Math.toIntExact(position / PAGE);
    }

    PageTable share() {
        shared = true;
        return new PageTable(pages, true);
    }

    int length() {
        return pages.length;
    }

    byte[] page(int index) {
        return index < pages.length ? pages[index] : ZEROS;
    }

    @SuppressWarnings("ReferenceEquality") // the same page needs no own array; an equal one may
    void set(int index, byte[] page) {
        if (page(index) == page) {
            return;
        }
        own(index + 1);
        pages[index] = page;
    }

    void read(ByteBuffer target, long position) {
        long at = position;
        while (target.hasRemaining()) {
            int from = (int) (at % PAGE);
            int length = Math.min(PAGE - from, target.remaining());
            target.put(page(index(at)), from, length);
            at += length;
        }
    }

    void write(ByteBuffer source, long position) {
        long at = position;
        while (source.hasRemaining()) {
            int from = (int) (at % PAGE);
            int length = Math.min(PAGE - from, source.remaining());
            byte[] changed = page(index(at)).clone();
            source.get(changed, from, length);
            set(index(at), canonical(changed));
            at += length;
        }
    }

    /// Turns every byte from `size` on into zero.
    void cut(long size) {
        int whole = count(size);
        if (pages.length > whole) {
            pages = Arrays.copyOf(pages, whole);
            shared = false;
        }
        if (size % PAGE != 0) {
            set(index(size), cut(page(index(size)), (int) (size % PAGE)));
        }
    }

    /// The page with zeros from `offset` on.
    static byte[] cut(byte[] page, int offset) {
        byte[] changed = page.clone();
        Arrays.fill(changed, offset, PAGE, (byte) 0);
        return canonical(changed);
    }

    /// The page with the chosen sectors (bit i = sector i) of another one.
    static byte[] mix(byte[] old, byte[] fresh, int sectors) {
        byte[] mixed = old.clone();
        for (int sector = 0; sector < PAGE / SECTOR; sector++) {
            if ((sectors >> sector & 1) == 1) {
                System.arraycopy(fresh, sector * SECTOR, mixed, sector * SECTOR, SECTOR);
            }
        }
        return canonical(mixed);
    }

    void flip(long position, int bit) {
        byte[] changed = page(index(position)).clone();
        changed[(int) (position % PAGE)] ^= (byte) (1 << bit);
        set(index(position), canonical(changed));
    }

    private static byte[] canonical(byte[] page) {
        return Arrays.equals(page, ZEROS) ? ZEROS : page;
    }

    private void own(int length) {
        if (length > MAX_PAGES) {
            throw new IllegalArgumentException("a simulated file ends at 16 GiB");
        }
        if (length > pages.length) {
            int before = pages.length;
            pages = Arrays.copyOf(pages, Math.max(length, before + before / 2));
            Arrays.fill(pages, before, pages.length, ZEROS);
            shared = false;
        } else if (shared) {
            pages = pages.clone();
            shared = false;
        }
    }
}

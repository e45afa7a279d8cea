package dev.pairplane.storage.core.file;

/// Is told before and after every call that may change a simulated disk.
@FunctionalInterface
public interface StepListener {

    /// Runs in the calling thread, under the disk's lock: [FaultDisk#crash] shows exactly this
    /// moment. Calls on the same disk from here are carried out and not announced. What it throws
    /// comes out of the announced call; thrown before the call, it prevents it.
    void step(Step step);

    /// A moment in the life of a disk.
    ///
    /// @param number counts the announcements of a disk from 1
    /// @param done false just before the call, true just after it, whether it failed or not
    /// @param path what is changed, from `/` on
    /// @param detail where and how much, or the second name; may be empty
    record Step(long number, boolean done, DiskOperation operation, String path, String detail) {
        @Override
        public String toString() {
            return "step %d, %s %s %s %s"
                    .formatted(number, done ? "after" : "before", operation, path, detail)
                    .strip();
        }
    }
}

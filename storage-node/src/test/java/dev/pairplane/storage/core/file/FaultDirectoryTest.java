package dev.pairplane.storage.core.file;

/// The simulated disk keeps the port's promises.
class FaultDirectoryTest extends DirectoryConformance {
    private final FaultDisk disk = new FaultDisk();

    @Override
    protected Directory emptyRoot() {
        return disk.root();
    }

    @Override
    protected Directory again(Directory root) {
        return disk.root();
    }
}

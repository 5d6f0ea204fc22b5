package dev.incant.kernel.state;

import java.time.InstantSource;

final class MemoryStateStoreTest implements StateStoreContract {
    @Override
    public StateStore open(InstantSource clock, long quota) {
        return new MemoryStateStore(clock, quota);
    }
}

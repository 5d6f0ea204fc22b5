package dev.incant.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/// The machine's clock in its own time zone, which is looked up only when someone asks for it: that reads files.
final class MachineClock extends Clock {
    @Override
    public ZoneId getZone() {
        return ZoneId.systemDefault();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.system(zone);
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant();
    }
}

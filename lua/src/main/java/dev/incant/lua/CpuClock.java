package dev.incant.lua;

import java.io.FileInputStream;
import java.io.IOException;

/// The processor time of this process, without the management classes, whose loading takes longer than most
/// scripts.
///
/// Linux counts it in steps of 10 ms. In between it is taken to pass as fast as real time, as it does for a
/// script that computes; the counter corrects that in both directions.
final class CpuClock {
    private static final double TICK = 0.01;

    /// Asking the system takes some microseconds, so it is not done again at once.
    private static final long PATIENCE = 1_000_000;

    /// The time returned last and when that was.
    private double last;

    private long lastNanos = System.nanoTime();

    /// What the system said last and when.
    private double counted;

    private long countedNanos = lastNanos - PATIENCE;

    private final byte[] buffer = new byte[1024];

    /// Never less than before.
    double seconds() {
        long now = System.nanoTime();
        double estimate = last + (now - lastNanos) / 1e9;
        if (now - countedNanos >= PATIENCE) {
            counted = counted();
            countedNanos = now;
        }
        if (counted >= 0) {
            estimate = Math.min(Math.max(estimate, counted), counted + TICK);
        }
        last = Math.max(last, estimate);
        lastNanos = now;
        return last;
    }

    /// What the system has counted, or -1 when it does not tell.
    private double counted() {
        int n;
        try (FileInputStream stat = new FileInputStream("/proc/self/stat")) {
            n = stat.read(buffer);
        } catch (IOException _) {
            return -1;
        }
        // After the program's name in parentheses: state is field 3, utime 14 and stime 15.
        int i = n - 1;
        while (i > 0 && buffer[i] != ')') {
            i--;
        }
        long ticks = 0;
        for (int field = 2; field < 15; field++) {
            while (i < n && buffer[i] != ' ') {
                i++;
            }
            i++;
            if (field >= 13) {
                long value = 0;
                while (i < n && buffer[i] >= '0' && buffer[i] <= '9') {
                    value = value * 10 + buffer[i++] - '0';
                }
                ticks += value;
            }
        }
        return ticks * TICK;
    }
}

package dev.incant.lua;

/// The generator of `math.random`: xoshiro256** by Blackman and Vigna, seeded as PUC does, so that equal seeds
/// give equal sequences.
final class Xoshiro256 {
    private long s0;
    private long s1;
    private long s2;
    private long s3;

    /// The seed in use, in two parts.
    long seed1;

    long seed2;

    /// Seeded with something that differs from run to run.
    Xoshiro256() {
        seed(System.nanoTime() ^ System.currentTimeMillis() << 20, System.identityHashCode(this));
    }

    void seed(long first, long second) {
        seed1 = first;
        seed2 = second;
        s0 = first;
        s1 = 0xff;
        s2 = second;
        s3 = 0;
        for (int i = 0; i < 16; i++) {
            next();
        }
    }

    /// Seeds with the time and the generator's own next value.
    void reseed() {
        seed(System.nanoTime() ^ System.currentTimeMillis() << 20, next());
    }

    /// 64 random bits.
    long next() {
        long result = Long.rotateLeft(s1 * 5, 7) * 9;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /// The float from 0 to 1, exclusive, of the higher 53 random bits.
    static double toFloat(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /// Makes an integer from 0 to `limit` (unsigned, inclusive) of `bits`, drawing more as long as they do not
    /// fit, so that all are equally probable.
    long project(long bits, long limit) {
        if ((limit & limit + 1) == 0) {
            return bits & limit;
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(limit);
        long r = bits & mask;
        while (Long.compareUnsigned(r, limit) > 0) {
            r = next() & mask;
        }
        return r;
    }
}

package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `string.pack`, `string.packsize` and `string.unpack`. The native layout is that of 64-bit Linux.
@NullUnmarked // raw protocol: null is nil
final class StringPack {
    private static final int LONG_SIZE = 8;

    private StringPack() {}

    static Object pack(Frame f) {
        PackFormat format = new PackFormat(f);
        ByteBuilder out = new ByteBuilder(f, 32);
        int arg = 1;
        while (format.hasNext()) {
            int kind = format.next(out.length);
            out.fill(0, format.padding);
            if (kind < PackFormat.PADDING) {
                arg++;
                packValue(f, format, kind, arg, out);
            } else if (kind == PackFormat.PADDING) {
                out.add(0);
            }
        }
        return out.toLuaString();
    }

    private static void packValue(Frame f, PackFormat format, int kind, int arg, ByteBuilder out) {
        int size = format.size;
        boolean little = format.littleEndian;
        switch (kind) {
            case PackFormat.INTEGER:
                long signed = f.integer(arg);
                if (size < LONG_SIZE && signed >> 8 * size - 1 != signed >> 63) {
                    throw f.argError(arg, "integer overflow");
                }
                packInteger(out, signed, little, size, signed < 0 ? -1 : 0);
                break;
            case PackFormat.UNSIGNED:
                long unsigned = f.integer(arg);
                if (size < LONG_SIZE && unsigned >>> 8 * size != 0) {
                    throw f.argError(arg, "unsigned overflow");
                }
                packInteger(out, unsigned, little, size, 0);
                break;
            case PackFormat.FLOAT:
                packInteger(out, Float.floatToRawIntBits((float) f.number(arg)), little, size, 0);
                break;
            case PackFormat.DOUBLE:
                packInteger(out, Double.doubleToRawLongBits(f.number(arg)), little, size, 0);
                break;
            default:
                packText(f, format, kind, arg, out);
        }
    }

    private static void packText(Frame f, PackFormat format, int kind, int arg, ByteBuilder out) {
        byte[] b = f.string(arg).bytes;
        int size = format.size;
        if (kind == PackFormat.FIXED) {
            if (b.length > size) {
                throw f.argError(arg, "string longer than given size");
            }
            out.add(b);
            out.fill(0, size - b.length);
        } else if (kind == PackFormat.STRING) {
            if (size < LONG_SIZE && b.length >= 1L << 8 * size) {
                throw f.argError(arg, "string length does not fit in given size");
            }
            packInteger(out, b.length, format.littleEndian, size, 0);
            out.add(b);
        } else {
            if (indexOfZero(f, b, 0) < b.length) {
                throw f.argError(arg, "string contains zeros");
            }
            out.add(b);
            out.add(0);
        }
    }

    private static void packInteger(ByteBuilder out, long value, boolean little, int size, int filler) {
        out.reserve(size);
        byte[] b = out.bytes;
        int start = out.length;
        for (int i = 0; i < size; i++) {
            int part = i < LONG_SIZE ? (int) (value >>> 8 * i) : filler;
            b[little ? start + i : start + size - 1 - i] = (byte) part;
        }
        out.length = start + size;
    }

    private static int indexOfZero(Frame f, byte[] b, int from) {
        int i = from;
        while (i < b.length && b[i] != 0) {
            i++;
            if ((i & 4095) == 0) {
                f.state.tick(256);
            }
        }
        return i;
    }

    static Object packsize(Frame f) {
        PackFormat format = new PackFormat(f);
        long total = 0;
        while (format.hasNext()) {
            int kind = format.next(total);
            if (kind == PackFormat.STRING || kind == PackFormat.ZERO_ENDED) {
                throw f.argError(1, "variable-length format");
            }
            long size = (long) format.size + format.padding;
            if (total > Integer.MAX_VALUE - size) {
                throw f.argError(1, "format result too large");
            }
            total += size;
        }
        return f.give(total);
    }

    static Object unpack(Frame f) {
        PackFormat format = new PackFormat(f);
        byte[] data = f.string(2).bytes;
        long start = StringLib.startPosition(f.integer(3, 1), data.length) - 1;
        if (start > data.length) {
            throw f.argError(3, "initial position out of string");
        }
        int at = (int) start;
        int results = 0;
        while (format.hasNext()) {
            int kind = format.next(at);
            if ((long) format.padding + format.size > data.length - at) {
                throw f.argError(2, "data string too short");
            }
            at += format.padding;
            if (kind < PackFormat.PADDING) {
                f.ensure(results + 2);
                at = unpackValue(f, format, kind, data, at, results++);
            } else {
                at += format.size;
            }
        }
        f.ensure(results + 1);
        f.s[results] = Tag.INT;
        f.n[results] = at + 1L;
        f.argc = results + 1;
        return Tag.MULTI;
    }

    /// Puts one value into a slot and returns the position after it.
    private static int unpackValue(Frame f, PackFormat format, int kind, byte[] data, int at, int slot) {
        int size = format.size;
        boolean little = format.littleEndian;
        switch (kind) {
            case PackFormat.INTEGER, PackFormat.UNSIGNED:
                long n = unpackInteger(f, data, at, little, size, kind == PackFormat.INTEGER);
                f.s[slot] = Tag.INT;
                f.n[slot] = n;
                return at + size;
            case PackFormat.FLOAT:
                float single = Float.intBitsToFloat((int) unpackInteger(f, data, at, little, size, true));
                f.s[slot] = Tag.FLT;
                f.n[slot] = Double.doubleToRawLongBits(single);
                return at + size;
            case PackFormat.DOUBLE:
                f.n[slot] = unpackInteger(f, data, at, little, size, true);
                f.s[slot] = Tag.FLT;
                return at + size;
            case PackFormat.FIXED:
                return giveText(f, data, at, at + size, slot);
            case PackFormat.STRING:
                long length = unpackInteger(f, data, at, little, size, false);
                if (length < 0 || length > data.length - at - size) {
                    throw f.argError(2, "data string too short");
                }
                return giveText(f, data, at + size, at + size + (int) length, slot);
            default:
                int end = indexOfZero(f, data, at);
                if (end == data.length) {
                    throw f.argError(2, "unfinished string for format 'z'");
                }
                return giveText(f, data, at, end, slot) + 1;
        }
    }

    private static int giveText(Frame f, byte[] data, int from, int to, int slot) {
        if (to - from <= 1) {
            f.s[slot] = LuaString.copy(data, from, to);
        } else {
            f.s[slot] = LuaString.wrap(ByteBuilder.copyOfRange(f, data, from, to));
        }
        return to;
    }

    private static long unpackInteger(Frame f, byte[] data, int at, boolean little, int size, boolean signed) {
        int stored = Math.min(size, LONG_SIZE);
        long value = 0;
        for (int i = stored - 1; i >= 0; i--) {
            value = value << 8 | data[little ? at + i : at + size - 1 - i] & 0xff;
        }
        if (size < LONG_SIZE) {
            int unused = 64 - 8 * size;
            return signed ? value << unused >> unused : value;
        }
        int filler = signed && value < 0 ? -1 : 0;
        for (int i = LONG_SIZE; i < size; i++) {
            if (data[little ? at + i : at + size - 1 - i] != filler) {
                throw f.error(size + "-byte integer does not fit into Lua Integer");
            }
        }
        return value;
    }
}

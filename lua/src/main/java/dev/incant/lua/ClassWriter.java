package dev.incant.lua;

import java.util.Arrays;
import java.util.HashMap;
import org.jspecify.annotations.NullUnmarked;

/// Writes a class file: the constant pool, fields and methods. Types are descriptors, as `J` or
/// `Ldev/incant/lua/Frame;`.
///
/// It is here instead of `java.lang.classfile` because the first hot function pays for all that is loaded and run for
/// the first time: with that library it took 25 to 80 ms on a busy machine. The files have version 49, in which the JVM
/// finds out itself what a stack map would say.
///
/// Format: The Java Virtual Machine Specification, chapter 4.
@NullUnmarked // absent parts are null
final class ClassWriter {
    static final int STATIC = 0x0008;
    static final int FINAL = 0x0010;
    private static final int SUPER = 0x0020;

    private static final int MAGIC = 0xCAFEBABE;
    private static final int VERSION = 49;

    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final Bytes pool = new Bytes();
    private int poolSize = 1;

    /// Entries of text.
    private final HashMap<String, Integer> texts = new HashMap<>();

    /// Entries of types by their descriptors, which are constants nearly always and have a hash already.
    private final HashMap<String, Integer> types = new HashMap<>();

    /// Entries that refer to others: at most one for each.
    private final References references = new References();

    /// Entries of numbers; a double by its bits, with a tag of its own.
    private final HashMap<Number, Integer> numbers = new HashMap<>();

    private final HashMap<Double, Integer> doubles = new HashMap<>();

    private final Bytes fields = new Bytes();
    private int fieldCount;
    private final Bytes methods = new Bytes();
    private int methodCount;
    private final int self;
    private final int parent;

    /// Bytes that grow.
    static final class Bytes {
        byte[] array = new byte[256];
        int size;

        void add(int b) {
            if (size == array.length) {
                array = Arrays.copyOf(array, 2 * size);
            }
            array[size++] = (byte) b;
        }

        void addShort(int s) {
            room(2);
            array[size] = (byte) (s >> 8);
            array[size + 1] = (byte) s;
            size += 2;
        }

        void addInt(int i) {
            addShort(i >> 16);
            addShort(i);
        }

        void addLong(long l) {
            addInt((int) (l >> 32));
            addInt((int) l);
        }

        void add(Bytes other) {
            room(other.size);
            System.arraycopy(other.array, 0, array, size, other.size);
            size += other.size;
        }

        /// Text of ASCII characters only.
        @SuppressWarnings("deprecation") // drops what is no ASCII, which is not here; the others begin with charsets
        void add(String text) {
            int length = text.length();
            room(length);
            text.getBytes(0, length, array, size);
            size += length;
        }

        private void room(int more) {
            if (size + more > array.length) {
                array = Arrays.copyOf(array, 2 * (size + more));
            }
        }

        void setShort(int at, int s) {
            array[at] = (byte) (s >> 8);
            array[at + 1] = (byte) s;
        }
    }

    /// Entries by a tag, never 0, and two numbers in a long, with open addressing: a hash map of boxed numbers takes
    /// more
    /// than all else that an entry needs.
    private static final class References {
        private long[] keys = new long[256];
        private int[] entries = new int[256];
        private int count;

        /// The entry of `key`, which is `entry` if it had none.
        int put(long key, int entry) {
            if (2 * count >= keys.length) {
                grow();
            }
            int i = place(key);
            if (keys[i] == 0) {
                keys[i] = key;
                entries[i] = entry;
                count++;
            }
            return entries[i];
        }

        /// Where `key` is, or where it is to go.
        private int place(long key) {
            int mask = keys.length - 1;
            int i = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
            while (keys[i] != key && keys[i] != 0) {
                i = i + 1 & mask;
            }
            return i;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldEntries = entries;
            keys = new long[2 * oldKeys.length];
            entries = new int[2 * oldKeys.length];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != 0) {
                    int at = place(oldKeys[i]);
                    keys[at] = oldKeys[i];
                    entries[at] = oldEntries[i];
                }
            }
        }
    }

    /// A class with these descriptors.
    ClassWriter(String self, String parent) {
        this.self = type(self);
        this.parent = type(parent);
    }

    /// The descriptor of a method.
    static String descriptor(String result, String... parameters) {
        StringBuilder text = new StringBuilder("(");
        for (String parameter : parameters) {
            text.append(parameter);
        }
        return text.append(')').append(result).toString();
    }

    // ---- constants

    /// Text of ASCII characters only, as names here are.
    int text(String text) {
        Integer known = texts.get(text);
        if (known != null) {
            return known;
        }
        pool.add(UTF8);
        pool.addShort(text.length());
        pool.add(text);
        texts.put(text, poolSize);
        return poolSize++;
    }

    private int reference(int tag, int first, int second) {
        int known = references.put((long) tag << 32 | (long) first << 16 | second, poolSize);
        if (known != poolSize) {
            return known;
        }
        pool.add(tag);
        pool.addShort(first);
        if (tag != CLASS && tag != STRING) {
            pool.addShort(second);
        }
        return poolSize++;
    }

    int type(String descriptor) {
        Integer known = types.get(descriptor);
        if (known != null) {
            return known;
        }
        boolean array = descriptor.charAt(0) == '[';
        int entry = reference(CLASS, text(array ? descriptor : descriptor.substring(1, descriptor.length() - 1)), 0);
        types.put(descriptor, entry);
        return entry;
    }

    int string(String value) {
        return reference(STRING, text(value), 0);
    }

    int field(String owner, String name, String type) {
        return reference(FIELD, type(owner), reference(NAME_AND_TYPE, text(name), text(type)));
    }

    int method(String owner, String name, String type) {
        return reference(METHOD, type(owner), reference(NAME_AND_TYPE, text(name), text(type)));
    }

    int number(int value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        pool.add(INTEGER);
        pool.addInt(value);
        numbers.put(value, poolSize);
        return poolSize++;
    }

    int number(long value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        pool.add(LONG);
        pool.addLong(value);
        numbers.put(value, poolSize);
        return wide();
    }

    int number(double value) {
        Integer known = doubles.get(value);
        if (known != null) {
            return known;
        }
        pool.add(DOUBLE);
        pool.addLong(Double.doubleToRawLongBits(value));
        doubles.put(value, poolSize);
        return wide();
    }

    /// The entry that was just made; it takes the next number as well.
    private int wide() {
        poolSize += 2;
        return poolSize - 2;
    }

    // ---- members

    void field(int flags, String name, String type) {
        fields.addShort(flags);
        fields.addShort(text(name));
        fields.addShort(text(type));
        fields.addShort(0);
        fieldCount++;
    }

    void method(int flags, String name, String type, CodeWriter code) {
        int attribute = text("Code");
        methods.addShort(flags);
        methods.addShort(text(name));
        methods.addShort(text(type));
        methods.addShort(1);
        methods.addShort(attribute);
        Bytes body = code.finish();
        methods.addInt(12 + body.size);
        methods.addShort(code.maxStack());
        methods.addShort(code.maxLocals());
        methods.addInt(body.size);
        methods.add(body);
        // Neither exceptions that it catches nor attributes.
        methods.addInt(0);
        methodCount++;
    }

    /// The whole file.
    byte[] finish() {
        if (poolSize > 0xFFFF) {
            throw new Emitter.TooLarge();
        }
        Bytes file = new Bytes();
        file.addInt(MAGIC);
        file.addInt(VERSION);
        file.addShort(poolSize);
        file.add(pool);
        file.addShort(FINAL | SUPER);
        file.addShort(self);
        file.addShort(parent);
        // No interfaces.
        file.addShort(0);
        file.addShort(fieldCount);
        file.add(fields);
        file.addShort(methodCount);
        file.add(methods);
        // No attributes.
        file.addShort(0);
        return Arrays.copyOf(file.array, file.size);
    }
}

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

    /// Entries of texts that may come again.
    private final HashMap<String, Integer> texts = new HashMap<>(128);

    /// Entries of types by their descriptors, which are constants nearly always and have a hash already.
    private final HashMap<String, Integer> types = new HashMap<>(64);

    /// By name: those of that name which were referred to, in a chain.
    private final HashMap<String, Field> fieldReferences = new HashMap<>(64);

    private final HashMap<String, Method> methodReferences = new HashMap<>(64);

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

        /// A part of a text of ASCII characters only.
        @SuppressWarnings("deprecation") // drops what is no ASCII, which is not here; the others begin with charsets
        void add(String text, int from, int end) {
            room(end - from);
            text.getBytes(from, end, array, size);
            size += end - from;
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

    /// A reference to a field: its entry.
    private record Field(String owner, String type, int entry, Field next) {}

    /// A reference to a method.
    ///
    /// @param entry its place in the constant pool
    /// @param taken what its arguments take on the stack, without the object that it is called on
    /// @param given what its result takes there
    record Method(String owner, String result, String[] parameters, int entry, int taken, int given, Method next) {
        /// Quick where they are the same objects, as descriptors are constants nearly always.
        private boolean is(String owner, String result, String[] parameters) {
            if (!this.owner.equals(owner)
                    || !this.result.equals(result)
                    || this.parameters.length != parameters.length) {
                return false;
            }
            for (int i = 0; i < parameters.length; i++) {
                if (!this.parameters[i].equals(parameters[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /// A class with these descriptors.
    ClassWriter(String self, String parent) {
        this.self = type(self);
        this.parent = type(parent);
    }

    // ---- constants

    /// Text of ASCII characters only, as names here are.
    private int text(String text) {
        Integer known = texts.get(text);
        if (known != null) {
            return known;
        }
        int entry = text(text, 0, text.length());
        texts.put(text, entry);
        return entry;
    }

    private int text(String text, int from, int end) {
        pool.add(UTF8);
        pool.addShort(end - from);
        pool.add(text, from, end);
        return poolSize++;
    }

    /// The descriptor of a method. It may be there twice: that takes less than putting it together to look for it.
    private int descriptor(String result, String[] parameters) {
        pool.add(UTF8);
        int at = pool.size;
        pool.addShort(0);
        pool.add('(');
        for (String parameter : parameters) {
            pool.add(parameter, 0, parameter.length());
        }
        pool.add(')');
        pool.add(result, 0, result.length());
        pool.setShort(at, pool.size - at - 2);
        return poolSize++;
    }

    private int pair(int tag, int first, int second) {
        pool.add(tag);
        pool.addShort(first);
        pool.addShort(second);
        return poolSize++;
    }

    int type(String descriptor) {
        Integer known = types.get(descriptor);
        if (known != null) {
            return known;
        }
        int length = descriptor.length();
        int name = descriptor.charAt(0) == '[' ? text(descriptor, 0, length) : text(descriptor, 1, length - 1);
        pool.add(CLASS);
        pool.addShort(name);
        types.put(descriptor, poolSize);
        return poolSize++;
    }

    int string(String value) {
        int text = text(value);
        pool.add(STRING);
        pool.addShort(text);
        return poolSize++;
    }

    int field(String owner, String name, String type) {
        Field first = fieldReferences.get(name);
        for (Field field = first; field != null; field = field.next) {
            if (field.owner.equals(owner) && field.type.equals(type)) {
                return field.entry;
            }
        }
        int entry = pair(FIELD, type(owner), pair(NAME_AND_TYPE, text(name), text(type)));
        fieldReferences.put(name, new Field(owner, type, entry, first));
        return entry;
    }

    /// What a value of this type takes on the stack.
    static int size(String type) {
        return switch (type.charAt(0)) {
            case 'J', 'D' -> 2;
            case 'V' -> 0;
            default -> 1;
        };
    }

    Method method(String owner, String name, String result, String... parameters) {
        Method first = methodReferences.get(name);
        for (Method method = first; method != null; method = method.next) {
            if (method.is(owner, result, parameters)) {
                return method;
            }
        }
        int taken = 0;
        for (String parameter : parameters) {
            taken += size(parameter);
        }
        int entry = pair(METHOD, type(owner), pair(NAME_AND_TYPE, text(name), descriptor(result, parameters)));
        Method method = new Method(owner, result, parameters, entry, taken, size(result), first);
        methodReferences.put(name, method);
        return method;
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

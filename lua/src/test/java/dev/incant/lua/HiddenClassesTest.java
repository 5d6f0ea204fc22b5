package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HiddenClassesTest {
    private static final String NAME = "dev.incant.lua.Written";

    enum Way {
        DIRECTLY(file -> HiddenClasses.directly(NAME, file)),
        BY_LOOKUP(HiddenClasses::byLookup);

        final Function<byte[], Class<?>> define;

        Way(Function<byte[], Class<?>> define) {
            this.define = define;
        }
    }

    /// Told by the static initialiser of the class that is defined.
    static long told;

    static void tell(long value) {
        told = value;
    }

    @ParameterizedTest
    @EnumSource
    void definesHiddenClassesAndInitialisesThem(Way way) {
        told = 0;

        Class<?> first = way.define.apply(file(42));

        assertThat(told).isEqualTo(42);
        assertThat(first.isHidden()).isTrue();
        assertThat(first.getPackageName()).isEqualTo("dev.incant.lua");
        assertThat(first.getClassLoader()).isSameAs(HiddenClasses.class.getClassLoader());
        assertThat(way.define.apply(file(43))).isNotSameAs(first);
        assertThat(told).isEqualTo(43);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoClass(Way way) {
        byte[] file = file(1);
        file[0] = 0;

        assertThat(catchThrowable(() -> way.define.apply(file))).isInstanceOf(ClassFormatError.class);
    }

    @Test
    void asksTheJdkDirectlyInTheseTests() {
        assertThat(HiddenClasses.DIRECT).isTrue();
    }

    private static byte[] file(long value) {
        ClassWriter file = new ClassWriter("L" + NAME.replace('.', '/') + ";", "Ljava/lang/Object;");
        CodeWriter start = new CodeWriter(file, 0, CodeWriter.COMPILED);
        start.loadConstant(value)
                .invokestatic("Ldev/incant/lua/HiddenClassesTest;", "tell", "V", "J")
                .return_();
        file.method(ClassWriter.STATIC, "<clinit>", "()V", start);
        return file.finish();
    }
}

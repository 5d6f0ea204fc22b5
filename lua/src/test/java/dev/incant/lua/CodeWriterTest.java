package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeWriterTest {
    private final ClassWriter file = new ClassWriter("Ldev/incant/lua/Written;", "Ljava/lang/Object;");

    private Object run(CodeWriter code, Class<?> result, Object... arguments) throws Throwable {
        List<Class<?>> parameters = new ArrayList<>();
        for (Object argument : arguments) {
            parameters.add(MethodType.methodType(argument.getClass()).unwrap().returnType());
        }
        MethodType type = MethodType.methodType(result, parameters);
        file.method(ClassWriter.STATIC, "run", type.descriptorString(), code);
        MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(file.finish(), true);
        return lookup.findStatic(lookup.lookupClass(), "run", type).invokeWithArguments(arguments);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, 1L << 40, Long.MIN_VALUE})
    void loadsLongConstants(long value) throws Throwable {
        CodeWriter code = new CodeWriter(file, 0, CodeWriter.COMPILED);
        code.loadConstant(value)
                .invokestatic("Ljava/lang/Long;", "toString", "Ljava/lang/String;", "J")
                .areturn();
        assertThat(run(code, String.class)).isEqualTo(Long.toString(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, Double.NaN, Double.MIN_VALUE})
    void loadsDoubleConstants(double value) throws Throwable {
        CodeWriter code = new CodeWriter(file, 0, CodeWriter.COMPILED);
        // Zero of the other sign is another constant.
        code.loadConstant(-value).dstore(0).loadConstant(value);
        code.invokestatic("Ljava/lang/Double;", "toString", "Ljava/lang/String;", "D")
                .areturn();
        assertThat(run(code, String.class)).isEqualTo(Double.toString(value));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 0, 5, 6, 127, 128, -129, 32767, 32768, Integer.MIN_VALUE})
    void loadsIntConstants(int value) throws Throwable {
        CodeWriter code = new CodeWriter(file, 0, CodeWriter.COMPILED);
        code.loadConstant(value)
                .invokestatic("Ljava/lang/Integer;", "toString", "Ljava/lang/String;", "I")
                .areturn();
        assertThat(run(code, String.class)).isEqualTo(Integer.toString(value));
    }

    @ParameterizedTest
    @CsvSource({"0, other", "1, one", "2, two", "3, other", "-5, other"})
    void switchesFromOneOn(int value, String expected) throws Throwable {
        CodeWriter code = new CodeWriter(file, 1, CodeWriter.COMPILED);
        CodeWriter.Label other = code.newLabel();
        CodeWriter.Label one = code.newLabel();
        CodeWriter.Label two = code.newLabel();
        code.iload(0).tableswitch(other, new ArrayList<>(List.of(one, two)));
        code.labelBinding(two).ldc("two").areturn();
        code.labelBinding(one).ldc("one").areturn();
        code.labelBinding(other).ldc("other").areturn();
        assertThat(run(code, String.class, value)).isEqualTo(expected);
    }

    @Test
    void jumpsBackAndKeepsWhatIsOnTheStack() throws Throwable {
        CodeWriter code = new CodeWriter(file, 2, CodeWriter.COMPILED);
        CodeWriter.Label head = code.newLabel();
        CodeWriter.Label end = code.newLabel();
        code.lconst_0().lstore(300).labelBinding(head);
        code.lload(0).lconst_0().lcmp().ifle(end);
        code.lload(300)
                .lload(0)
                .ladd()
                .lstore(300)
                .lload(0)
                .lconst_1()
                .lsub()
                .lstore(0)
                .goto_(head);
        code.labelBinding(end).lload(300).invokestatic("Ljava/lang/Long;", "toString", "Ljava/lang/String;", "J");
        CodeWriter.Label rest = code.newLabel();
        code.dup().ifnull(rest).labelBinding(rest).areturn();
        assertThat(run(code, String.class, 10L)).isEqualTo("55");
    }

    @Test
    void refusesMoreThanFits() {
        CodeWriter code = new CodeWriter(file, 0, CodeWriter.COMPILED);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < CodeWriter.COMPILED; i++) {
                        code.lconst_0().pop().pop();
                    }
                })
                .isInstanceOf(Emitter.TooLarge.class);
    }

    @Test
    void refusesJumpsThatLeadNowhere() {
        CodeWriter code = new CodeWriter(file, 0, CodeWriter.COMPILED);
        code.goto_(code.newLabel());
        assertThatThrownBy(code::finish).isInstanceOf(IllegalStateException.class);
    }
}

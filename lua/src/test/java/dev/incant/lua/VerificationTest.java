package dev.incant.lua;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final ClassDesc STAT = ClassDesc.of("dev.incant.lua.StatNode");
    private static final ClassDesc STRING = ClassDesc.of("java.lang.String");

    @Test
    void acceptsWhatIsWellTyped() {
        assertThatCode(() -> Verification.verify(unit(cb -> cb.aload(0).areturn())))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAnObjectOfAnotherClass() {
        byte[] file = unit(cb -> cb.aload(0)
                .invokevirtual(STRING, "length", MethodTypeDesc.of(CD_int))
                .pop()
                .aload(0)
                .areturn());

        assertThatThrownBy(() -> Verification.verify(file))
                .isInstanceOf(VerifyError.class)
                .hasMessageContaining("Bad type on operand stack");
    }

    @Test
    void runsNothingOfTheClass() {
        byte[] file = ClassFile.of()
                .build(
                        ClassDesc.of("dev.incant.lua.Unit"),
                        type -> type.withSuperclass(STAT)
                                .withMethodBody(
                                        "<clinit>",
                                        MethodTypeDesc.ofDescriptor("()V"),
                                        ClassFile.ACC_STATIC,
                                        cb -> cb.aconst_null().athrow()));

        assertThatCode(() -> Verification.verify(file)).doesNotThrowAnyException();
    }

    /// A class with one method that takes and returns an object.
    private static byte[] unit(Consumer<CodeBuilder> body) {
        return ClassFile.of()
                .build(
                        ClassDesc.of("dev.incant.lua.Unit"),
                        type -> type.withSuperclass(STAT)
                                .withMethodBody(
                                        "exec", MethodTypeDesc.of(CD_Object, CD_Object), ClassFile.ACC_STATIC, body));
    }
}

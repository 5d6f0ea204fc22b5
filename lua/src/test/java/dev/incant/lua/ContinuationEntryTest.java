package dev.incant.lua;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationEntryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ContinuationScope SCOPE = new ContinuationScope("test");

    /// A coroutine that yields from a call, so that it needs a stack of its own.
    private static final String YIELDS = """
            local function at(n) if n > 0 then at(n - 1) coroutine.yield(ask and ask(n) or n) end end
            return coroutine.create(function() at(3) return 'end' end)
            """;

    private static LuaState open() {
        return LuaState.open(LuaOptions.sandboxed().coroutines(LuaOptions.Stacks.CONTINUATIONS));
    }

    @Test
    void entersContinuationsOfTheseTests() {
        BiConsumer<Object, @Nullable Object> entry = Objects.requireNonNull(ContinuationEntry.open());
        List<String> log = new ArrayList<>();
        Continuation continuation = new Continuation(SCOPE, () -> log.add("ran"));

        entry.accept(continuation, null);

        assertThat(log).containsExactly("ran");
        assertThat(continuation.isDone()).isTrue();
        assertThat(continuation.getParent()).isNull();
    }

    /// The JVM trusts the JDK's classes unseen, and this one counts as such.
    @Test
    void isAValidClass() {
        assertThatCode(() -> Verification.verify(ContinuationEntry.file())).doesNotThrowAnyException();
    }

    @Test
    void isTheClassThatItSays() {
        assertThat(text(ContinuationEntry.file()))
                .as("make the constant anew:%n%s", literal(assembled()))
                .isEqualTo(text(assembled()));
    }

    /// What matters of a class file: not the order of its constants, which is the library's.
    private static String text(byte[] file) {
        ClassModel type = ClassFile.of().parse(file);
        StringBuilder text = new StringBuilder();
        text.append(type)
                .append(' ')
                .append(type.majorVersion())
                .append(' ')
                .append(type.flags().flags());
        text.append(' ').append(type.superclass()).append(' ').append(type.interfaces());
        text.append(' ').append(type.fields()).append('\n');
        for (MethodModel method : type.methods()) {
            text.append(method).append(' ').append(method.flags().flags()).append('\n');
            CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
            text.append(code.maxStack()).append(' ').append(code.maxLocals());
            text.append(' ').append(code.exceptionHandlers()).append('\n');
            for (CodeElement element : code) {
                switch (element) {
                    case BranchInstruction branch ->
                        text.append(branch.opcode()).append(" to ").append(code.labelToBci(branch.target()));
                    case Instruction instruction -> text.append(instruction);
                    default -> {
                        continue;
                    }
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    /// What [ContinuationEntry] has in its comment. Version 49 has no stack maps.
    private static byte[] assembled() {
        ClassDesc self = ClassDesc.of(ContinuationEntry.NAME);
        ClassDesc continuation = ClassDesc.of("jdk.internal.vm.Continuation");
        ClassDesc chunk = ClassDesc.of("jdk.internal.vm.StackChunk");
        ClassDesc access = ClassDesc.of("jdk.internal.access.JavaLangAccess");
        ClassDesc secrets = ClassDesc.of("jdk.internal.access.SharedSecrets");
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                .build(
                        self,
                        type -> type.withVersion(49, 0)
                                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                                .withInterfaceSymbols(ClassDesc.of("java.util.function.BiConsumer"))
                                .withMethodBody(
                                        "<init>",
                                        MTD_void,
                                        0,
                                        code -> code.aload(0)
                                                .invokespecial(CD_Object, "<init>", MTD_void)
                                                .return_())
                                .withMethodBody(
                                        "<clinit>",
                                        MTD_void,
                                        ClassFile.ACC_STATIC,
                                        code -> code.new_(self)
                                                .dup()
                                                .invokespecial(self, "<init>", MTD_void)
                                                .astore(0)
                                                .invokestatic(secrets, "getJavaLangAccess", MethodTypeDesc.of(access))
                                                .aload(0)
                                                .invokevirtual(CD_Object, "getClass", MethodTypeDesc.of(CD_Class))
                                                .invokeinterface(
                                                        access, "classData", MethodTypeDesc.of(CD_Object, CD_Class))
                                                .checkcast(CD_Object.arrayType())
                                                .iconst_0()
                                                .aload(0)
                                                .aastore()
                                                .return_())
                                .withMethodBody(
                                        "accept",
                                        MethodTypeDesc.of(CD_void, CD_Object, CD_Object),
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.aload(1)
                                                .checkcast(continuation)
                                                .astore(1)
                                                .aload(1)
                                                .aload(2)
                                                .checkcast(continuation)
                                                .putfield(continuation, "parent", continuation)
                                                .aload(1)
                                                .aload(1)
                                                .getfield(continuation, "tail", chunk)
                                                .ifThenElse(
                                                        Opcode.IFNONNULL, CodeBuilder::iconst_1, CodeBuilder::iconst_0)
                                                .iconst_0()
                                                .invokestatic(
                                                        continuation,
                                                        "enterSpecial",
                                                        MethodTypeDesc.of(
                                                                CD_void, continuation, CD_boolean, CD_boolean))
                                                .aload(1)
                                                .aconst_null()
                                                .putfield(continuation, "parent", continuation)
                                                .aload(1)
                                                .getfield(continuation, "done", CD_boolean)
                                                .ifThen(ended -> ended.aload(1)
                                                        .aconst_null()
                                                        .putfield(continuation, "tail", chunk))
                                                .return_()));
    }

    /// The file as a constant of Java, in lines.
    private static String literal(byte[] file) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (byte b : file) {
            boolean plain = b >= ' ' && b < 0x7f && b != '"' && b != '\\';
            line.append(plain ? String.valueOf((char) b) : "\\%03o".formatted(b & 0xff));
            if (line.length() > 90) {
                lines.append(lines.isEmpty() ? "\"" : "\n+ \"").append(line).append('"');
                line.setLength(0);
            }
        }
        return lines.append("\n+ \"").append(line).append("\";\n").toString();
    }

    @Test
    void anErrorOfTheEngineComesThrough() {
        try (LuaState lua = open()) {
            lua.setGlobal("fail", call -> {
                throw new AssertionError("a defect");
            });
            Coroutine co = lua.newCoroutine((FunctionValue) lua.run("return function() return (fail()) end")[0]);
            assertThatThrownBy(() -> lua.resume(co))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("a defect");
            assertThat(lua.run("local co = coroutine.wrap(function() local function f() coroutine.yield(1) end f() "
                            + "return 2 end) return co(), co()"))
                    .containsExactly(1L, 2L);
        }
    }

    /// The thread that goes on with a coroutine need not be of the kind that it began on.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnOnThreadsOfTheOtherKind(boolean virtualFirst) throws InterruptedException {
        try (LuaState lua = open()) {
            Coroutine co = (Coroutine) lua.run(YIELDS)[0];
            List<Object> got = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread.Builder builder = virtualFirst == (i % 2 == 0) ? Thread.ofVirtual() : Thread.ofPlatform();
                Outcome.on(builder, PATIENCE, () -> got.add(lua.resume(co)[0]));
            }
            assertThat(got).containsExactly(1L, 2L, 3L, LuaString.of("end"));
        }
    }

    /// A Java function may leave a continuation of the embedder that the whole state runs in.
    @Test
    void continuationsOfTheEmbedderAreLeftFromInsideCoroutines() {
        try (LuaState lua = open()) {
            List<Object> got = new ArrayList<>();
            lua.setGlobal("ask", call -> {
                assertThat(Continuation.yield(SCOPE)).isTrue();
                return call.give(call.integer(1) * 10);
            });
            Coroutine co = (Coroutine) lua.run(YIELDS)[0];
            Continuation embedder = new Continuation(SCOPE, () -> {
                for (int i = 0; i < 4; i++) {
                    got.add(lua.resume(co)[0]);
                }
            });
            int left = 0;
            while (!embedder.isDone()) {
                embedder.run();
                left++;
            }
            assertThat(left).isEqualTo(4);
            assertThat(got).containsExactly(10L, 20L, 30L, LuaString.of("end"));
        }
    }
}

package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModulesTest {
    private final Path outside;
    private final Path folder;
    private final TestHost host;

    ModulesTest(@TempDir Path temporary) {
        this.outside = temporary;
        this.folder = temporary.resolve("granted");
        this.host = new TestHost(Limits.STRICT, folder);
    }

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("jobs/lib"));
        Files.createDirectories(folder.resolve("pkg"));
        Files.writeString(outside.resolve("secret.lua"), "return 'secret'");
        Files.writeString(folder.resolve("top.lua"), "return {name = ..., place = select(2, ...)}");
        Files.writeString(folder.resolve("pkg/init.lua"), "loads = (loads or 0) + 1\nreturn 'package'");
        Files.writeString(folder.resolve("jobs/lib/near.lua"), "return require('lib.other') .. '!'");
        Files.writeString(folder.resolve("jobs/lib/other.lua"), "return 'other'");
        Files.writeString(folder.resolve("wrong.lua"), "local x = = 1");
        Files.writeString(folder.resolve("fails.lua"), "local t = nil\n\nreturn t.x");
        Files.writeString(folder.resolve("circle.lua"), "return require('circle')");
        Files.createSymbolicLink(folder.resolve("link.lua"), outside.resolve("secret.lua"));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private @Nullable Object run(String code) {
        return host.runAs("jobs/main.lua", code, new Cancellation());
    }

    private ToolException failure(String code) {
        return catchThrowableOfType(ToolException.class, () -> run(code));
    }

    @Test
    void modules_come_from_the_scripts_folder_and_the_sessions() {
        assertThat(run("return require('top')"))
                .isEqualTo(Values.list(Values.map("name", "top", "place", "top.lua"), "top.lua"));
        assertThat(run("return require('top').name")).isEqualTo("top");
        assertThat(run("return (require('lib.near'))")).isEqualTo("other!");
        assertThat(run("return require('pkg'), require('pkg'), loads")).isEqualTo(Values.list("package", "package", 1));
        assertThat(run("package.preload.mine = function(name) return name .. 1 end return (require('mine'))"))
                .isEqualTo("mine1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "..secret", "/etc/passwd", "lib/near", "a..b", ".x", "x.", "", "a\\\\b"})
    void names_that_are_no_words_are_refused(String name) {
        assertThat(failure("require('" + name + "')").message()).contains("a name is words joined by dots");
    }

    @Test
    void a_link_out_of_the_granted_folder_is_denied() {
        assertThat(failure("require('link')").code()).isEqualTo(ErrorCode.DENIED);
    }

    @Test
    void a_module_that_is_not_there_is_told_with_the_places() {
        assertThat(failure("require('none')").message())
                .contains("no file 'jobs/none.lua'", "no file 'jobs/none/init.lua'", "no file 'none.lua'");
        assertThat(failure("require('circle')").message()).contains("requires itself");
    }

    @Test
    void errors_in_modules_tell_the_modules_place() {
        assertThat(failure("require('fails')").details())
                .containsEntry("file", "fails.lua")
                .containsEntry("line", 3L)
                .containsEntry("source", "return t.x");
        assertThat(failure("require('wrong')").message()).contains("wrong.lua:1: unexpected symbol near '='");
    }

    @Test
    void dofile_and_loadfile_read_granted_files_only() {
        assertThat(run("return dofile('jobs/lib/other.lua')")).isEqualTo("other");
        assertThat(run("return loadfile('../secret.lua')")).asString().contains("cannot open ../secret.lua");
    }
}

package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageLibTest {
    private static MemoryHost host(String... namesAndTexts) {
        MemoryHost host = new MemoryHost();
        host.environment.put("LUA_PATH", "?.lua;?/init.lua");
        host.environment.put("LUA_CPATH", "?.so");
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            host.file(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return host;
    }

    @Test
    void aModuleIsLoadedOnceAndToldWhereItIs() {
        MemoryHost host = host("m.lua", "count = (count or 0) + 1 return {name = ..., file = select(2, ...)}");
        assertThat(Scripts.run(host, """
                local a, where = require "m"
                local b, again = require "m"
                return a.name, a.file, where, a == b, again, count, package.loaded.m == a
                """)).containsExactly("m", "m.lua", "m.lua", true, null, 1L, true);
    }

    @Test
    void dotsInNamesAreFolders() {
        assertThat(Scripts.run(host("a/b/init.lua", "return 'found'"), "return require 'a.b'"))
                .containsExactly("found", "a/b/init.lua");
    }

    @Test
    void whatAModuleReturnsDecidesItsValue() {
        assertThat(Scripts.run(
                        host("nothing.lua", "", "self.lua", "package.loaded[...] = 'own'", "no.lua", "return false"),
                        """
                return (require "nothing"), (require "self"), (require "no"), package.loaded.no
                """))
                .containsExactly(true, "own", false, false);
    }

    @Test
    void standardLibrariesAreLoaded() {
        assertThat(Scripts.run("return require 'string' == string, require '_G' == _G, require 'package' == package"))
                .startsWith(true, true, true);
    }

    @Test
    void allPlacesThatWereTriedAreTold() {
        assertThat(Scripts.run(host(), "return pcall(require, 'x.y')"))
                .containsExactly(
                        false,
                        "module 'x.y' not found:\n"
                                + "\tno field package.preload['x.y']\n"
                                + "\tno file 'x/y.lua'\n"
                                + "\tno file 'x/y/init.lua'\n"
                                + "\tno file 'x/y.so'\n"
                                + "\tno file 'x.so'");
    }

    @Test
    void aBrokenModuleIsAnErrorThatNamesIt() {
        assertThat(Scripts.run(host("bad.lua", "x ="), "return pcall(require, 'bad')")
                        .get(1))
                .asString()
                .startsWith("error loading module 'bad' from file 'bad.lua':\n\tbad.lua:1:");
        assertThat(Scripts.run(host("fails.lua", "error('oops', 0)"), "return pcall(require, 'fails')"))
                .containsExactly(false, "oops");
    }

    @Test
    void librariesInCAreSaidNotToWork() {
        assertThat(Scripts.run(host("c.so", ""), "return pcall(require, 'c')"))
                .containsExactly(
                        false,
                        "error loading module 'c' from file 'c.so':\n"
                                + "\tdynamic libraries not enabled; check your Lua installation");
        assertThat(Scripts.run("return package.loadlib('a', 'b')"))
                .containsExactly(null, "dynamic libraries not enabled; check your Lua installation", "absent");
    }

    @Test
    void preloadGoesFirst() {
        assertThat(Scripts.run(host("m.lua", "return 'file'"), """
                package.preload.m = function(...) return table.concat({...}, " ") end
                return require "m"
                """)).containsExactly("m :preload:", ":preload:");
    }

    @Test
    void searchersCanBeAdded() {
        assertThat(Scripts.run(host(), """
                table.insert(package.searchers, function(name) return "no luck" end)
                table.insert(package.searchers, function(name)
                  return function(...) return table.concat({...}, "+") end, "extra"
                end)
                local m, extra = require "m"
                package.searchers[6] = nil
                return m, extra, (select(2, pcall(require, "other"))):match("[^\\t]*$")
                """)).containsExactly("m+extra", "extra", "no luck");
    }

    @Test
    void whatScriptsBreakIsSaid() {
        assertThat(Scripts.run(host(), "package.searchers = nil return pcall(require, 'm')"))
                .containsExactly(false, "'package.searchers' must be a table");
        assertThat(Scripts.run(host(), "package.path = {} return pcall(require, 'm')"))
                .containsExactly(false, "'package.path' must be a string");
    }

    @Test
    void searchpathReplacesMarksAndSeparators() {
        MemoryHost host = host("dir/a_b", "", "x-x", "");
        assertThat(Scripts.run(host, "return package.searchpath('a.b', 'no/?;dir/?', '.', '_')"))
                .containsExactly("dir/a_b");
        assertThat(Scripts.run(host, "return package.searchpath('x', '?-?')")).containsExactly("x-x");
        assertThat(Scripts.run(host, "return package.searchpath('a.b', '?;;?.c')"))
                .containsExactly(null, "no file 'a/b'\n\tno file ''\n\tno file 'a/b.c'");
    }

    @Test
    void theEnvironmentMayGivePaths() {
        MemoryHost host = new MemoryHost();
        host.environment.put("LUA_PATH", "ignored");
        host.environment.put("LUA_PATH_5_4", "mine/?.lua;;");
        assertThat(String.valueOf(Scripts.value(host, "return package.path")))
                .startsWith("mine/?.lua;/usr/local/share/lua/5.4/?.lua;")
                .endsWith("./?/init.lua");
        assertThat(Scripts.run(new MemoryHost(), "return package.config")).containsExactly("/\n;\n?\n!\n-\n");
    }

    @Test
    void realFilesAreLoaded(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("real.lua"), "#!/usr/bin/lua\nreturn {line = debug.getinfo(1).currentline}");
        assertThat(Scripts.run(
                        LuaHost.system(),
                        "package.path = '" + folder + "/?.lua' local m, f = require 'real' return m.line, f"))
                .containsExactly(2L, folder + "/real.lua");
        assertThat(Scripts.run(LuaHost.system(), "return package.searchpath('real', '" + folder + "/?.lua')"))
                .containsExactly(folder + "/real.lua");
    }
}

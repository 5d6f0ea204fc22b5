package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class OfficialSuiteTest {
    @Test
    void everyFileOfTheOfficialSuiteParses() {
        List<Path> files = OfficialSuite.files();
        assumeFalse(files.isEmpty(), "no folder shared/lua-5.4-tests beside the repository");
        assertThat(files).hasSizeGreaterThan(20);
        SoftAssertions all = new SoftAssertions();
        for (Path file : files) {
            all.assertThatCode(() -> Parsing.parse(OfficialSuite.text(file)))
                    .as(file.toString())
                    .doesNotThrowAnyException();
        }
        all.assertAll();
    }
}

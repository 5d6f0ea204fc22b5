package dev.incant.kernel.host;

import static dev.incant.kernel.host.FileScene.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Environment.Variable;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HostEnvironmentTest {
    private static final Map<String, String> VARIABLES = Map.of(
            "HOME", "/home/me", "LC_ALL", "C", "LC_TIME", "de", "DB_PASSWORD", "p", "aws_region", "r", "API_KEY", "k");

    private static HostEnvironment with(Rules rules) {
        return new HostEnvironment(rules, VARIABLES);
    }

    @Test
    void reads_what_is_granted_by_name_or_by_its_beginning() {
        HostEnvironment some = with(Rules.allowing("HOME", "LC_*"));
        assertThat(some.get("HOME")).contains(new Variable("HOME", "/home/me", false));
        assertThat(some.get("LC_TIME").orElseThrow().value()).isEqualTo("de");
        assertThat(some.get("LC_NOPE")).isEmpty();
        assertThat(some.all()).containsOnlyKeys("HOME", "LC_ALL", "LC_TIME");
        assertThat(fails(ErrorCode.DENIED, () -> some.get("API_KEY")).message())
                .contains("--allow-env=API_KEY would allow it");
        fails(ErrorCode.DENIED, () -> some.get("UNSET"));
        fails(ErrorCode.DENIED, () -> some.get("home"));
        fails(ErrorCode.DENIED, () -> some.get("HOME2"));
    }

    @Test
    void a_denial_wins() {
        HostEnvironment most = with(Rules.EVERYTHING.deny("LC_*").allow("LC_ALL"));
        fails(ErrorCode.DENIED, () -> most.get("LC_ALL"));
        assertThat(most.all()).containsOnlyKeys("API_KEY", "DB_PASSWORD", "HOME", "aws_region");
        fails(ErrorCode.DENIED, () -> with(Rules.EVERYTHING.denyAll()).all());
        fails(ErrorCode.DENIED, () -> with(Rules.EVERYTHING.denyAll()).get("HOME"));
    }

    @Test
    void keeps_secrets_back_unless_they_are_granted_by_full_name() {
        HostEnvironment all = with(Rules.EVERYTHING.allow("API_KEY").allow("DB_*"));
        assertThat(all.get("API_KEY")).contains(new Variable("API_KEY", "k", false));
        assertThat(all.get("DB_PASSWORD")).contains(new Variable("DB_PASSWORD", Environment.MASK, true));
        assertThat(all.all().get("aws_region")).isEqualTo(new Variable("aws_region", Environment.MASK, true));
        assertThat(all.all()).containsEntry("HOME", new Variable("HOME", "/home/me", false));
    }

    @Test
    void with_nothing_granted_there_is_nothing() {
        assertThat(fails(ErrorCode.DENIED, () -> with(Rules.NOTHING).all()).message())
                .contains("--allow-env");
    }
}

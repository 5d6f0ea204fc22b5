package dev.incant.kernel.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResourcesTest {
    private final List<String> closed = new ArrayList<>();
    private final Resources resources = new Resources();

    @Test
    void what_is_open_at_the_end_is_closed_with_the_last_opened_first() {
        resources.add(() -> closed.add("a"));
        AutoCloseable gone = resources.add(() -> closed.add("b"));
        resources.add(() -> {
            throw new IOException("cannot be closed");
        });
        resources.add(() -> closed.add("c"));
        resources.remove(gone);

        resources.close();

        assertThat(closed).containsExactly("c", "a");
        assertThat(resources.size()).isZero();
    }

    @Test
    void what_is_opened_after_the_end_is_closed_at_once_and_its_user_hears_that_the_call_has_ended() {
        resources.close();

        ToolException error = catchThrowableOfType(ToolException.class, () -> resources.add(() -> closed.add("late")));

        assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(closed).containsExactly("late");
        assertThat(resources.size()).isZero();
    }
}

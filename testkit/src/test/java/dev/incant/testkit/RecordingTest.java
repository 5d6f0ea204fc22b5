package dev.incant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ToolPack;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {
    @Test
    void a_flight_recording_has_each_call_with_its_outcome(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("calls.jfr");
        try (Recording recording = new Recording();
                Kernel kernel = Kernel.start(KernelOptions.of(ToolPack.of(new Probe())))) {
            recording.enable("dev.incant.Call").withoutThreshold();
            recording.start();
            KernelClient client = new KernelClient();
            try (Connection _ = kernel.connect(SessionOptions.standard(), client)) {
                client.invoke("probe.echo", "value", "recorded");
                Assertions.assertThatThrownBy(() -> client.invoke("probe.fail", "how", "tool"))
                        .isInstanceOf(ToolException.class);
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                // A recording also gets what others in this JVM enabled.
                .filter(event -> event.getEventType().getName().equals("dev.incant.Call"))
                .filter(event -> event.getString("target").startsWith("probe."))
                .toList();
        assertThat(events)
                .anySatisfy(event -> {
                    assertThat(event.getString("target")).isEqualTo("probe.echo");
                    assertThat(event.getString("outcome")).isEqualTo("ok");
                    assertThat(event.getLong("waited")).isPositive();
                })
                .anySatisfy(event -> assertThat(event.getString("outcome")).isEqualTo("conflict"));
    }
}

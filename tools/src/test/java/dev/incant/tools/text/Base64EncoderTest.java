package dev.incant.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Base64EncoderTest implements ToolContract {
    private final ToolTester base64 = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new Base64Encoder();
    }

    @Test
    void leaves_the_padding_out_when_asked() {
        assertThat(base64.map("encode", "input", "a", "padding", false)).containsEntry("output", "YQ");
        assertThat(base64.map("decode", "input", "YQ")).containsEntry("output", "a");
    }

    @Test
    void keeps_any_bytes_on_their_way_through_files(@TempDir Path folder) throws Exception {
        byte[] bytes = {0, (byte) 0xff, 10, 13, (byte) 0x80};
        Files.write(folder.resolve("in.bin"), bytes);
        ToolTester here = base64.in(folder);
        assertThat(here.map("encode", "input_file", "in.bin", "output_file", "text.b64"))
                .containsEntry("output_file", "text.b64")
                .doesNotContainKey("output");
        here.call("decode", "input_file", "text.b64", "output_file", "out.bin");
        assertThat(Files.readAllBytes(folder.resolve("out.bin"))).isEqualTo(bytes);
    }

    @Test
    void says_what_is_not_base64_and_which_variant_may_fit() {
        assertThat(base64.fails(ErrorCode.INVALID_PARAMS, "decode", "input", "-_8A")
                        .message())
                .contains("not base64")
                .contains("url-safe");
        base64.fails(ErrorCode.INVALID_PARAMS, "decode", "input", "a");
        base64.fails(ErrorCode.INVALID_PARAMS, "encode", "input", "zz", "binary_input", true);
        base64.fails(ErrorCode.INVALID_PARAMS, "encode");
        base64.fails(ErrorCode.DENIED, "encode", "input_file", "/etc/hostname");
    }
}

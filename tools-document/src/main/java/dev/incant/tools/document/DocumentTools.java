package dev.incant.tools.document;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Tool;
import java.util.List;

/// The pack of this module. Adding a tool is a line in [#NAMES] and one in [#make].
public final class DocumentTools implements ToolPack {
    private static final List<String> NAMES = List.of(
            "archive_handler",
            "audio_processor",
            "citation_formatter",
            "image_processor",
            "pdf_processor",
            "spreadsheet_processor",
            "video_processor");

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Tool make(String name) {
        return switch (name) {
            case "archive_handler" -> new ArchiveHandler();
            case "audio_processor" -> new AudioProcessor();
            case "citation_formatter" -> new CitationFormatter();
            case "image_processor" -> new ImageProcessor();
            case "pdf_processor" -> new PdfProcessor();
            case "spreadsheet_processor" -> new SpreadsheetProcessor();
            case "video_processor" -> new VideoProcessor();
            default -> throw new IllegalArgumentException(name);
        };
    }
}

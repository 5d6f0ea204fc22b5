package dev.incant.tools.web;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// One sitemap, read as a stream. Document types are refused, so there are no entities but the five of XML.
final class SitemapFile {
    /// What one file may hold after decompression, as the protocol says.
    private static final int MAX_SIZE = 50 << 20;

    private static final int MAX_TEXT = 4096;

    private SitemapFile() {}

    /// Sees what a sitemap lists.
    interface Visitor {
        /// Sees a page, or a sitemap that an index names.
        ///
        /// @param values `loc`, `lastmod`, `changefreq` and `priority`, those that are said
        /// @return whether to go on
        boolean entry(boolean index, Map<String, String> values);
    }

    /// Reads a sitemap.
    ///
    /// @throws ToolException `failed` for what is none, `limit_exceeded` for one that is too large
    static void read(Fetched file, Visitor visitor, ToolContext context) throws IOException {
        byte[] body = plain(file, context);
        String start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).stripLeading();
        if (start.startsWith("<") || start.startsWith("\ufeff<") || utf16(body)) {
            xml(file, body, visitor, context);
        } else {
            lines(file, new String(body, StandardCharsets.UTF_8), visitor, context);
        }
    }

    private static boolean utf16(byte[] body) {
        return body.length > 2
                && (body[0] == (byte) 0xfe && body[1] == (byte) 0xff
                        || body[0] == (byte) 0xff && body[1] == (byte) 0xfe);
    }

    /// The body without gzip, which sitemaps are packed with besides what HTTP does.
    private static byte[] plain(Fetched file, ToolContext context) throws IOException {
        byte[] body = file.body();
        if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
            return body;
        }
        long most = Math.min(MAX_SIZE, context.limits().bodySize());
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        byte[] piece = new byte[1 << 16];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                context.checkCancelled();
                out.write(piece, 0, count);
                if (out.size() > most) {
                    throw ToolException.limitExceeded(file.uri() + ": unpacked larger than " + most + " bytes")
                            .with("limit", most);
                }
            }
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw ToolException.failed(file.uri() + ": broken gzip: " + e.getMessage());
        }
        return out.toByteArray();
    }

    private static void lines(Fetched file, String text, Visitor visitor, ToolContext context) throws IOException {
        java.io.BufferedReader reader = new java.io.BufferedReader(new StringReader(text));
        boolean more = true;
        for (String line = reader.readLine(); line != null && more; line = reader.readLine()) {
            context.checkCancelled();
            String url = line.replace("\ufeff", "").strip();
            if (!url.isEmpty() && !url.matches("https?://\\S{1,4000}")) {
                throw ToolException.failed(file.uri() + " is no sitemap: neither XML nor a list of URLs");
            }
            more = url.isEmpty() || visitor.entry(false, Map.of("loc", url));
        }
    }

    private static void xml(Fetched file, byte[] body, Visitor visitor, ToolContext context) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(body));
            try {
                elements(file, reader, visitor, context);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw ToolException.failed(file.uri() + ", line " + line + ": not well-formed XML");
        }
    }

    private static void elements(Fetched file, XMLStreamReader reader, Visitor visitor, ToolContext context)
            throws XMLStreamException {
        String root = "";
        int depth = 0;
        Map<String, String> values = new HashMap<>();
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            context.checkCancelled();
            switch (reader.next()) {
                case XMLStreamConstants.DTD ->
                    throw ToolException.failed(file.uri() + " has a document type, which no sitemap needs");
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    root = depth == 1 ? root(file, reader) : root;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (depth == 3 && text.length() < MAX_TEXT) {
                        text.append(reader.getText(), 0, Math.min(reader.getTextLength(), MAX_TEXT));
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 3) {
                        values.putIfAbsent(
                                reader.getLocalName(), text.toString().strip());
                    } else if (depth == 2) {
                        if (!visitor.entry(root.equals("sitemapindex"), values)) {
                            return;
                        }
                        values = new HashMap<>();
                    }
                    depth--;
                }
                default -> {}
            }
        }
    }

    private static String root(Fetched file, XMLStreamReader reader) {
        String name = reader.getLocalName();
        if (!name.equals("urlset") && !name.equals("sitemapindex")) {
            throw ToolException.failed(file.uri() + " is no sitemap: its root is " + name);
        }
        return name;
    }
}

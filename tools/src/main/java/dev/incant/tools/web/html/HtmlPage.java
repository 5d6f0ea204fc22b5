package dev.incant.tools.web.html;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;
import org.jspecify.annotations.Nullable;

/// A document read as browsers read it, whatever its mistakes.
///
/// Reading and selecting stop when the call is cancelled. Elements nested deeper than [#MAX_DEPTH] are moved up to that
/// depth, so that nothing that walks the tree can run out of stack. Regular expressions in selectors run in linear time
/// (jsoup uses RE2/J where it is present, as it is here).
public final class HtmlPage {
    /// The deepest nesting that is kept; browsers stop at 512 too.
    public static final int MAX_DEPTH = 512;

    private static final int MAX_SELECTOR = 10_000;

    /// `:has` inside `:has` looks at the whole tree beneath each element beneath each element.
    private static final int MAX_HAS = 2;

    private final Document document;
    private final ToolContext context;

    private HtmlPage(Document document, ToolContext context) {
        this.document = document;
        this.context = context;
    }

    /// Reads HTML at hand.
    ///
    /// @param base the URL that relative ones start at; empty to leave them as they are
    public static HtmlPage of(String html, String base, ToolContext context) {
        try (Reader reader = new CheckedReader(new StringReader(html), context)) {
            return new HtmlPage(parser().parseInput(reader, base), context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads bytes in the charset that is said, else in that of a byte order mark or a `meta` element, else in UTF-8.
    ///
    /// @param charset what came with the bytes, such as HTTP's `charset`; null or unknown for none
    public static HtmlPage of(byte[] bytes, @Nullable String charset, String base, ToolContext context) {
        try (InputStream in = new CheckedStream(bytes, context)) {
            return new HtmlPage(Jsoup.parse(in, known(charset), base, parser()), context);
        } catch (IOException e) {
            throw ToolException.failed("the HTML cannot be read: " + e.getMessage());
        }
    }

    private static Parser parser() {
        return Parser.htmlParser().setMaxDepth(MAX_DEPTH);
    }

    private static @Nullable String known(@Nullable String charset) {
        try {
            return charset != null && Charset.isSupported(charset) ? charset : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public Document document() {
        return document;
    }

    /// All elements that a CSS selector finds, in the order of the document.
    ///
    /// @param parameter what to name in the error
    /// @throws ToolException `invalid_params` for what is no selector
    public List<Element> select(String parameter, String selector) {
        try (Stream<Element> found = document.selectStream(evaluator(parameter, selector, context))) {
            return found.toList();
        }
    }

    /// The elements that a selector finds, without those inside another one of them; the body when there is no
    /// selector.
    ///
    /// @throws ToolException `not_found` when there is none
    public List<Element> parts(String parameter, @Nullable String selector) {
        if (selector == null) {
            return List.of(document.body());
        }
        List<Element> found = select(parameter, selector);
        if (found.isEmpty()) {
            throw ToolException.notFound(parameter + ": nothing in the document matches '" + selector + "'");
        }
        java.util.Set<Element> all = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        all.addAll(found);
        return found.stream()
                .filter(element -> {
                    context.checkCancelled();
                    for (Element up = element.parent(); up != null; up = up.parent()) {
                        if (all.contains(up)) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
    }

    private static Evaluator evaluator(String parameter, String selector, ToolContext context) {
        if (selector.length() > MAX_SELECTOR) {
            throw ToolException.limitExceeded(parameter + ": longer than " + MAX_SELECTOR + " characters");
        }
        if (selector.split(":has\\s*\\(", -1).length - 1 > MAX_HAS) {
            throw ToolException.limitExceeded(parameter + ": more than " + MAX_HAS + " times :has");
        }
        try {
            return new CheckedEvaluator(QueryParser.parse(selector), context);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw ToolException.invalidParams(
                    parameter + ": '" + selector + "' is not a CSS selector: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded(parameter + ": nested too deep");
        }
    }

    /// Looks at the cancellation before each element.
    private static final class CheckedEvaluator extends Evaluator {
        private final Evaluator inner;
        private final ToolContext context;

        CheckedEvaluator(Evaluator inner, ToolContext context) {
            this.inner = inner;
            this.context = context;
        }

        @Override
        public boolean matches(Element root, Element element) {
            context.checkCancelled();
            return inner.matches(root, element);
        }
    }

    private static final class CheckedStream extends ByteArrayInputStream {
        private final ToolContext context;

        CheckedStream(byte[] bytes, ToolContext context) {
            super(bytes);
            this.context = context;
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            context.checkCancelled();
            return super.read(buffer, offset, length);
        }
    }

    private static final class CheckedReader extends FilterReader {
        private final ToolContext context;

        CheckedReader(Reader in, ToolContext context) {
            super(in);
            this.context = context;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            context.checkCancelled();
            return super.read(buffer, offset, length);
        }
    }
}

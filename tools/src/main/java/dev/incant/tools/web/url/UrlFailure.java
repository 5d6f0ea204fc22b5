package dev.incant.tools.web.url;

/// Why a text is no URL; the message is a clause.
final class UrlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UrlFailure(String message) {
        super(message, null, false, false);
    }
}

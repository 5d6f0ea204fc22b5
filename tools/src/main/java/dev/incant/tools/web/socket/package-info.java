/// WebSocket connections (RFC 6455).
@NullMarked
package dev.incant.tools.web.socket;

import org.jspecify.annotations.NullMarked;

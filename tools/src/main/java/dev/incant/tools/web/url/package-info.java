/// URLs as browsers read them (the WHATWG URL standard). Read [WebUrl] first; it knows no network.
@NullMarked
package dev.incant.tools.web.url;

import org.jspecify.annotations.NullMarked;

/// HTML as values: read [HtmlPage] first. Nothing here reaches outside; the tools in the package above hand over what
/// they were given or fetched.
@NullMarked
package dev.incant.tools.web.html;

import org.jspecify.annotations.NullMarked;

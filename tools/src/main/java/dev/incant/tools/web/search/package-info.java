/// The providers that [dev.incant.tools.web.WebSearch] asks: how each is asked, and where its results are. Read
/// [SearchProvider] first; nothing here sends anything.
@NullMarked
package dev.incant.tools.web.search;

import org.jspecify.annotations.NullMarked;

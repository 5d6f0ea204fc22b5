/// Bibliographies: reading, checking, formatting. [dev.incant.tools.document.citation.Bibliography] reads.
@NullMarked
package dev.incant.tools.document.citation;

import org.jspecify.annotations.NullMarked;
